package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.secret.SecretStore;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw secrets store list}: the store's entries. Values only of those that are no secrets. */
final class SecretsStoreListCommand implements Command {

    private static final String PLAIN = "--plain";

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag(PLAIN, "Print the names alone."));
        StoreAccess.describe(spec);
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        List<SecretStore.Entry> entries = entries(StoreAccess.of(args, in));
        if (args.hasMatchedOption("--json")) {
            ObjectNode document = Json.object();
            ArrayNode list = document.putArray("entries");
            entries.forEach(entry -> list.add(json(entry)));
            in.terminal().json(document);
        } else if (args.hasMatchedOption(PLAIN)) {
            entries.forEach(entry -> in.terminal().out(entry.name()));
        } else if (entries.isEmpty()) {
            in.terminal().out("The store is empty. Set a secret with: openclaw secrets store set <NAME>");
        } else {
            Rows rows = new Rows().add("Name", "Kind", "Value", "Changed");
            entries.forEach(entry -> rows.add(
                    entry.name(), entry.kind().wireName(), shown(entry), Instant.ofEpochMilli(entry.updatedAtMs()).toString()));
            rows.print(in.terminal());
        }
        return Exit.OK.status();
    }

    private static List<SecretStore.Entry> entries(SecretStore store) throws CommandException {
        try {
            return store.entries();
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage());
        }
    }

    private static ObjectNode json(SecretStore.Entry entry) {
        ObjectNode json = Json.object()
                .put("name", entry.name())
                .put("kind", entry.kind().wireName())
                .put("createdAtMs", entry.createdAtMs())
                .put("updatedAtMs", entry.updatedAtMs());
        if (entry.kind() == SecretStore.Kind.ENV) {
            json.put("value", entry.value());
        }
        return json;
    }

    private static String shown(SecretStore.Entry entry) {
        return entry.kind() == SecretStore.Kind.ENV ? entry.value() : "***";
    }

    static String joined(JsonNode texts) {
        List<String> list = new ArrayList<>();
        texts.forEach(text -> list.add(text.asText()));
        return list.isEmpty() ? "-" : String.join(", ", list);
    }
}
