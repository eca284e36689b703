package org.openclaw.appliance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.restart.RestartRequest;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.WriteLimit;
import org.openclaw.appliance.secret.SecretMethods;
import org.openclaw.appliance.settings.ConfigMethods;
import org.openclaw.appliance.settings.ConfigReload;
import org.openclaw.appliance.settings.ConfigWrites;
import org.openclaw.appliance.settings.FollowUp;
import org.openclaw.appliance.settings.ReloadState;

/** How this gateway follows its configuration, and how clients change it. */
final class Reloading implements AutoCloseable {

    private final Ground ground;
    private final BiConsumer<GatewaySettings, Environment> apply;
    private final Runnable news;
    private final ConfigReload reload;

    /** @param apply puts a new state in force @param news is told, once the gateway is ready, when another one is followed */
    Reloading(Ground ground, BiConsumer<GatewaySettings, Environment> apply, Runnable news) {
        this.ground = ground;
        this.apply = apply;
        this.news = news;
        Launch launch = ground.launch();
        reload = new ConfigReload(
                launch.configFile(), launch.settings(), launch.reader(), new Followed(), launch.restarts(), ground.events(),
                ground.scheduler(), ground.workers(), ground.clock());
    }

    private final class Followed implements ConfigReload.Target {

        @Override
        public void apply(GatewaySettings next, Environment with) {
            apply.accept(next, with);
        }

        @Override
        public void stateChanged() {
            if (ground.launch().rescue().isPresent() && reload.state().rejected().isEmpty()) {
                ground.launch().restarts().request(new RestartRequest(
                        RestartRequest.Source.CONFIG, "the configuration can be used again", Duration.ZERO));
            }
            if (ground.lifecycle().state() == Lifecycle.State.READY) {
                news.run();
            }
        }
    }

    /** Begins to watch the file. */
    void start() {
        reload.start();
    }

    /** Looks at the file now, after it was written. */
    void check() {
        reload.check();
    }

    ReloadState state() {
        return reload.state();
    }

    boolean isOn() {
        return !state().mode().equals("off");
    }

    /** What reads and changes the configuration and its secrets. @param owner is told what the owner ought to know */
    List<Method<?>> methods(Consumer<String> owner) {
        Launch launch = ground.launch();
        List<Method<?>> all =
                new ArrayList<>(new WriteLimit(System::nanoTime).around(configMethods().methods(), ConfigMethods.WRITES));
        all.addAll(new SecretMethods(
                        launch.secrets(), ready -> reload.refresh(next -> ready.accept(next.config())), owner)
                .methods());
        return all;
    }

    private ConfigMethods configMethods() {
        Launch launch = ground.launch();
        FollowUp followUp =
                new FollowUp(launch.configFile().path(), launch.restarts(), ground.scheduler(), ground.clock());
        ConfigWrites writes = new ConfigWrites(launch.configFile(), reload, followUp);
        return new ConfigMethods(launch.configFile(), ground::config, writes, ground.clock());
    }

    @Override
    public void close() {
        reload.close();
    }
}
