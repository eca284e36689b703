package org.openclaw.appliance.doctor;

import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.provider.ProviderProbe;

/** Whether the provider of the default model lets this machine in. Asks for its list of models, which costs nothing. */
final class ModelProvider implements Check {

    @Override
    public String id() {
        return "core/doctor/model-provider";
    }

    @Override
    public List<Finding> run(Instance instance) {
        Optional<Config> config = instance.config();
        if (config.isEmpty() || instance.isRemote()) {
            return List.of();
        }
        ProviderProbe probe = instance.providerProbe();
        Optional<String> provider = probe.defaultProvider();
        if (provider.isEmpty()) {
            return List.of(Finding.info("Model provider: none configured; the built-in responder answers"));
        }
        ProviderProbe.Outcome outcome = probe.probe(provider.get(), Optional.empty());
        String[] stages = outcome.stages().stream().map(ModelProvider::text).toArray(String[]::new);
        if (outcome.ok()) {
            return List.of(Finding.ok("Model provider: " + provider.get() + " connected").fact(stages));
        }
        Finding failed = Finding.error("Model provider: " + provider.get() + " failed");
        if (!outcome.stages().isEmpty()) {
            failed = failed.detail("Error: " + outcome.stages().getLast().text());
        }
        return List.of(failed.detail(outcome.advice().orElseThrow()).fact(stages));
    }

    private static String text(ProviderProbe.Stage stage) {
        return stage.name() + ": " + stage.text() + " (" + stage.took().toMillis() + " ms)";
    }
}
