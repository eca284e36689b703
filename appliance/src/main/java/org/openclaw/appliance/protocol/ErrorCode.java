package org.openclaw.appliance.protocol;

/** The closed set of {@code error.code} values on the wire. */
public enum ErrorCode {
    NOT_LINKED,
    NOT_PAIRED,
    AGENT_TIMEOUT,
    INVALID_REQUEST,
    FORBIDDEN,
    APPROVAL_NOT_FOUND,
    UNAVAILABLE
}
