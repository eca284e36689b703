package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * {@code {type:"res",id,ok,payload?|error?}}.
 *
 * @param id the request's id
 * @param ok whether {@code payload} (true) or {@code error} (false) is set
 */
@JsonPropertyOrder({"type", "id", "ok", "payload", "error"})
public record ResponseFrame(String type, String id, boolean ok, Object payload, ErrorShape error) {

    public static ResponseFrame ok(String id, Object payload) {
        return new ResponseFrame("res", id, true, payload, null);
    }

    public static ResponseFrame failed(String id, ErrorShape error) {
        return new ResponseFrame("res", id, false, null, error);
    }

    /** A failure that still tells what had been done, as the final answer of a two-stage call does. */
    public static ResponseFrame failed(String id, Object payload, ErrorShape error) {
        return new ResponseFrame("res", id, false, payload, error);
    }
}
