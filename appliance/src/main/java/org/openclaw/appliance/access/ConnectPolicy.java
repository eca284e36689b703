package org.openclaw.appliance.access;

/**
 * What the operator decided about connecting.
 *
 * @param uiWithoutDevice whether the Control UI may connect without a device identity
 * @param skewMillis how far a device's clock may be off, in milliseconds
 */
public record ConnectPolicy(boolean uiWithoutDevice, long skewMillis) {
    public static final ConnectPolicy DEFAULT = new ConnectPolicy(false, DeviceProof.DEFAULT_SKEW_MILLIS);
}
