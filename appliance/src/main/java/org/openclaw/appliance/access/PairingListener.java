package org.openclaw.appliance.access;

/** Who is told of what happens to devices. Called after the change is on disk, from the thread that made it; must not block. */
public interface PairingListener {

    void requested(PairingRequest request);

    void resolved(String requestId, String deviceId, boolean approved);

    /** Something else about paired devices has changed. */
    void changed();

    /** A setup code was used: its device was sent its tokens, or the connection was lost first. @param setupId which */
    void setUp(String setupId, SetupCodes.Completion completion);

    /** The device's connections in this role must end. */
    void withdrawn(String deviceId, Role role);
}
