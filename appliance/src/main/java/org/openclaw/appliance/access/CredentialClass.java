package org.openclaw.appliance.access;

/** Kinds of credentials; failures with one don't count against another. */
enum CredentialClass {
    SHARED_SECRET("shared-secret"),
    DEVICE_TOKEN("device-token"),
    BOOTSTRAP_TOKEN("bootstrap-token");

    private final String wireName;

    CredentialClass(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
