package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.doctor.Instance;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ProviderProbe;

/** {@code openclaw doctor --provider <id> [--model <id>]}: how far a request to a provider gets, stage by stage. */
final class DoctorProvider {

    private DoctorProvider() {}

    /** @param model a model of that provider to ask for a word, or null */
    static int show(String provider, String model, Instance instance, Terminal terminal, boolean json)
            throws CommandException {
        if (instance.loaded() instanceof LoadResult.Invalid) {
            throw CommandException.failed(
                    "the configuration is invalid, so nothing is known of providers", "`openclaw doctor` says where.");
        }
        ProviderProbe probe = instance.providerProbe();
        ProviderProbe.Outcome outcome = probe.probe(provider, Optional.ofNullable(model).map(id -> bare(provider, id)));
        if (json) {
            terminal.json(document(outcome));
        } else {
            print(outcome, terminal);
        }
        return (outcome.ok() ? Exit.OK : Exit.FAILED).status();
    }

    private static String bare(String provider, String model) {
        return model.startsWith(provider + "/") ? model.substring(provider.length() + 1) : model;
    }

    private static void print(ProviderProbe.Outcome outcome, Terminal terminal) {
        for (ProviderProbe.Stage stage : outcome.stages()) {
            terminal.out((stage.passed() ? terminal.good("✓") : terminal.bad("✗")) + " " + stage.name() + ": " + stage.text()
                    + " (" + stage.took().toMillis() + " ms)");
        }
        outcome.advice().ifPresent(advice -> terminal.out("  → " + advice));
        terminal.out(outcome.ok()
                ? terminal.good("✓") + " Model provider: " + outcome.provider() + " connected"
                : terminal.bad("✗") + " Model provider: " + outcome.provider() + " failed");
    }

    private static ObjectNode document(ProviderProbe.Outcome outcome) {
        ObjectNode document = Json.object().put("ok", outcome.ok()).put("provider", outcome.provider());
        ArrayNode stages = document.putArray("stages");
        for (ProviderProbe.Stage stage : outcome.stages()) {
            stages.addObject()
                    .put("name", stage.name())
                    .put("ok", stage.passed())
                    .put("ms", stage.took().toMillis())
                    .put("text", stage.text());
        }
        outcome.advice().ifPresent(advice -> document.put("advice", advice));
        return document;
    }
}
