package org.openclaw.appliance.access;

/** Why a device that proved itself must wait for approval. */
enum Obstacle {
    NOT_PAIRED(
            "not-paired",
            "device is not approved yet",
            "Approve this device from the pending pairing requests: `openclaw devices list`, then `openclaw devices approve <requestId>`."),
    METADATA_UPGRADE(
            "metadata-upgrade",
            "device identity changed and must be re-approved",
            "Review the refreshed device details in `openclaw devices list`, then approve the pending request."),
    ROLE_UPGRADE(
            "role-upgrade",
            "device is asking for a higher role than currently approved",
            "Review the requested role in `openclaw devices list`, then approve the pending request."),
    SCOPE_UPGRADE(
            "scope-upgrade",
            "device is asking for more scopes than currently approved",
            "Review the requested scopes in `openclaw devices list`, then approve the pending request.");

    private final String wireName;
    private final String sentence;
    private final String hint;

    Obstacle(String wireName, String sentence, String hint) {
        this.wireName = wireName;
        this.sentence = sentence;
        this.hint = hint;
    }

    String wireName() {
        return wireName;
    }

    String sentence() {
        return sentence;
    }

    String hint() {
        return hint;
    }
}
