package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Providers as a configuration would describe them. */
final class TestEndpoints {

    private TestEndpoints() {}

    static Endpoint of(String id, String api, String baseUrl, Map<String, String> headers, Timeouts timeouts, JsonNode... models) {
        return new Endpoint(
                id, baseUrl, api, List.of(new Endpoint.Key(id + ":default", key(id))), false, "config", null, true, "FAKE_API_KEY",
                headers, timeouts, List.of(models));
    }

    static String key(String id) {
        return "sk-" + id + "-secret";
    }
}
