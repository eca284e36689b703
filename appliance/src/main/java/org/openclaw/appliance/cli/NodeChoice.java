package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;

/** Which node an operator means. */
final class NodeChoice {

    private NodeChoice() {}

    /** @param which an id, a name, an address, or the beginning of an id @return the id */
    static String find(GatewayConnection gateway, String which, Duration timeout)
            throws CommandException, ClientException, InterruptedException {
        List<String> found = new ArrayList<>();
        for (JsonNode node : gateway.call("node.list", Json.object(), timeout).path("nodes")) {
            String id = node.path("nodeId").asText();
            if (id.equals(which)) {
                return id;
            }
            if (node.path("displayName").asText().equalsIgnoreCase(which)
                    || node.path("remoteIp").asText().equals(which)
                    || (which.length() >= 6 && id.startsWith(which))) {
                found.add(id);
            }
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw CommandException.failed(
                found.isEmpty() ? "No node is called " + which + "." : "More than one node is called " + which + ".",
                "`openclaw nodes status` lists them; name one by its id.");
    }
}
