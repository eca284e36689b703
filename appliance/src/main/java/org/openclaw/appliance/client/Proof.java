package org.openclaw.appliance.client;

import java.io.IOException;

/**
 * What one attempt to connect proves itself with. Never prints itself.
 *
 * @param credentials the shared secret, or none
 * @param deviceToken or null
 * @param key the device's key, asked for once the gateway has answered; null to come without a device
 */
record Proof(Credentials credentials, DeviceToken deviceToken, Key key) {

    /** Where the key comes from: made on first need. */
    interface Key {
        DeviceIdentity get() throws IOException;
    }

    static Proof bySecret(Credentials credentials) {
        return new Proof(credentials, null, null);
    }

    Proof withDevice(Key newKey) {
        return new Proof(credentials, deviceToken, newKey);
    }

    Proof with(DeviceToken newToken) {
        return new Proof(credentials, newToken, key);
    }

    @Override
    public String toString() {
        return "Proof[…]";
    }
}
