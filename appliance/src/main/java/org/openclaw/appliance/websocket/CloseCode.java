package org.openclaw.appliance.websocket;

/** Close codes of RFC 6455 §7.4 and the IANA registry that this program sends. */
public final class CloseCode {

    public static final int NORMAL = 1000;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int BAD_PAYLOAD = 1007;
    public static final int POLICY = 1008;
    public static final int TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;
    public static final int SERVICE_RESTART = 1012;
    public static final int TRY_AGAIN_LATER = 1013;

    /** Of the gateway's own protocol: what let the connection in is no longer good. */
    public static final int WITHDRAWN = 4001;

    /** What a peer reports that closed without a code; never on the wire. */
    public static final int NO_CODE = 1005;

    /** What a connection ends with when no close frame came; never on the wire. */
    public static final int ABNORMAL = 1006;

    private CloseCode() {}

    /** Whether a peer may put the code into a close frame (RFC 6455 §7.4.1, §7.4.2). */
    public static boolean maySend(int code) {
        return switch (code) {
            case 1004, NO_CODE, ABNORMAL, 1015 -> false;
            default -> (code >= 1000 && code <= 1014) || (code >= 3000 && code <= 4999);
        };
    }
}
