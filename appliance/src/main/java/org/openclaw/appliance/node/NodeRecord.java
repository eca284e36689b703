package org.openclaw.appliance.node;

/**
 * What is kept of a node beyond its being a paired device. Texts may be null.
 *
 * @param name what the operator calls it
 * @param approved what it may do, or null before the first approval
 * @param createdAt first approval, milliseconds since 1970; 0 before
 * @param approvedAt latest approval, milliseconds since 1970; 0 before
 * @param pending what waits for approval, or null
 */
record NodeRecord(
        String id,
        String name,
        String version,
        String modelIdentifier,
        Abilities approved,
        long createdAt,
        long approvedAt,
        Pending pending) {

    /** @param at since when it waits, milliseconds since 1970 */
    record Pending(String requestId, Abilities declared, long at) {}

    static NodeRecord fresh(String id) {
        return new NodeRecord(id, null, null, null, null, 0, 0, null);
    }

    NodeRecord seenAs(String newVersion, String newModel) {
        return new NodeRecord(id, name, newVersion, newModel, approved, createdAt, approvedAt, pending);
    }

    NodeRecord waitingFor(Pending newPending) {
        return new NodeRecord(id, name, version, modelIdentifier, approved, createdAt, approvedAt, newPending);
    }

    NodeRecord named(String newName) {
        return new NodeRecord(id, newName, version, modelIdentifier, approved, createdAt, approvedAt, pending);
    }

    /** The pending abilities become the approved ones. */
    NodeRecord approvedAt(long now) {
        return new NodeRecord(
                id, name, version, modelIdentifier, pending.declared(), createdAt == 0 ? now : createdAt, now, null);
    }
}
