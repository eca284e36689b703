package org.openclaw.appliance.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewayOverrides;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.restart.Restarts;
import org.openclaw.appliance.rpc.Broadcast;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Subscriptions;
import org.openclaw.appliance.server.Await;

class ConfigReloadTest {

    private static final String START =
            "{gateway: {mode: 'local', port: 18790, auth: {token: 'a-token-for-the-test'}}, logging: {level: 'info'}}";

    @TempDir
    Path home;

    private final BlockingQueue<GatewaySettings> applied = new LinkedBlockingQueue<>();
    private final BlockingQueue<Environment> environments = new LinkedBlockingQueue<>();
    private final Restarts restarts = new Restarts();
    private final Events events = new Events();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private Path file;
    private ConfigFile files;
    private ConfigReload reload;

    @BeforeEach
    void start() throws Exception {
        Environment environment = new Environment(Map.of(), home, home, "me");
        StatePaths paths = StatePaths.of(environment, Optional.empty(), false);
        paths.create();
        file = paths.configFile();
        Files.writeString(file, START);
        files = new ConfigFile(paths, environment);
        ConfigReload.Reader reader = loaded -> GatewaySettings.of(loaded, paths, environment, GatewayOverrides.NONE, false);
        reload = new ConfigReload(
                files,
                reader.read(files.load()),
                reader,
                (settings, with) -> {
                    applied.add(settings);
                    environments.add(with);
                },
                restarts,
                events,
                scheduler,
                workers,
                Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        reload.close();
        scheduler.shutdownNow();
        workers.shutdownNow();
    }

    @Test
    void putsAChangeInForceWithoutBeingAsked() throws Exception {
        reload.start();
        Files.writeString(file, START.replace("'info'", "'debug'"));
        assertEquals("debug", next().log().level());
        assertEquals(List.of(), reload.state().pending());
    }

    @Test
    void keepsWhatTheGatewayStartedWithAsLastGood() throws Exception {
        reload.start();
        Path lastGood = file.resolveSibling("openclaw.json.last-good");
        Await.until("the last good configuration is kept", () -> Files.exists(lastGood));
        assertEquals(START, Files.readString(lastGood));
    }

    @Test
    void noticesAnEditorThatReplacesTheFile() throws Exception {
        reload.start();
        Path other = Files.writeString(file.resolveSibling("openclaw.json.swp"), START.replace("'info'", "'trace'"));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        assertEquals("trace", next().log().level());
    }

    @Test
    void noticesAnEditorThatMovesTheOldFileAwayFirst() throws Exception {
        reload.start();
        Path backup = file.resolveSibling("openclaw.json~");
        Files.move(file, backup);
        Files.writeString(file, START.replace("'info'", "'trace'"));
        Files.delete(backup);
        assertEquals("trace", next().log().level());
        assertEquals(Optional.empty(), reload.state().rejected());
    }

    @Test
    void holdsWhatWaitsForARestartAndAsksForOne() throws Exception {
        Files.writeString(file, START.replace("18790", "18791").replace("'info'", "'debug'"));
        reload.check();
        GatewaySettings held = next();
        assertEquals(18790, held.port());
        assertEquals("debug", held.log().level());
        assertEquals(List.of("gateway.port"), reload.state().pending());
        assertEquals("config changed: gateway.port", restarts.waiting().orElseThrow().request().reason());
        Files.writeString(file, START.replace("'info'", "'debug'"));
        reload.check();
        assertEquals(List.of(), reload.state().pending());
        assertEquals(Optional.empty(), restarts.waiting());
    }

    @Test
    void modeHotNeverRestarts() throws Exception {
        Files.writeString(file, START.replace("18790", "18791").replace("mode: 'local'", "mode: 'local', reload: {mode: 'hot'}"));
        reload.check();
        assertEquals(18790, next().port());
        assertEquals(List.of("gateway.port"), reload.state().pending());
        assertEquals(Optional.empty(), restarts.waiting());
    }

    @Test
    void modeRestartAppliesNothingThatSomebodyMustBeTold() throws Exception {
        Files.writeString(
                file,
                START.replace("mode: 'local'", "mode: 'local', reload: {mode: 'restart'}")
                        .replace("'info'}", "'debug'}, agents: {defaults: {model: {primary: 'a/b'}}}"));
        reload.check();
        GatewaySettings held = next();
        assertEquals("debug", held.log().level());
        assertTrue(held.config().text("agents.defaults.model.primary").isEmpty());
        assertEquals(List.of("agents.defaults.model.primary"), reload.state().pending());
        assertTrue(restarts.waiting().isPresent());
    }

    @Test
    void anotherTokenNeedsNoRestart() throws Exception {
        Files.writeString(file, START.replace("a-token-for-the-test", "another-token-for-the-test"));
        reload.check();
        assertEquals("another-token-for-the-test", next().auth().secret().orElseThrow());
        assertEquals(Optional.empty(), restarts.waiting());
    }

    @Test
    void anotherWayInNeedsOne() throws Exception {
        Files.writeString(file, START.replace("token: 'a-token", "mode: 'password', password: 'a-token"));
        reload.check();
        assertTrue(applied.isEmpty());
        assertTrue(reload.state().pending().contains("gateway.auth.mode"));
        assertTrue(restarts.waiting().isPresent());
    }

    @Test
    void aConfigurationThatNoGatewayStartsWithAsksForNoRestart() throws Exception {
        Files.writeString(file, START.replace("18790", "18791"));
        restarts.refuseConfig(hash());
        reload.check();
        assertEquals(List.of("gateway.port"), reload.state().pending());
        assertEquals(Optional.empty(), restarts.waiting());
    }

    @Test
    void newVariablesComeWithTheChange() throws Exception {
        Files.writeString(file, START.replace("'info'}", "'debug'}, env: {vars: {SOME_API_KEY: 'abc'}}"));
        reload.check();
        next();
        assertEquals(Optional.of("abc"), environments.take().get("SOME_API_KEY"));
    }

    @Test
    void saysWhyTheFileIsOfNoUseUntilItIs() throws Exception {
        Files.writeString(file, "{gateway: {mode: 'local', prot: 1}}");
        reload.check();
        assertTrue(reload.state().rejected().orElseThrow().message().contains("prot"));
        assertTrue(reload.state().json().at("/rejected/message").asText().contains("prot"));
        Files.writeString(file, START);
        reload.check();
        assertEquals(Optional.empty(), reload.state().rejected());
    }

    @Test
    void anInvalidEditChangesNothing() throws Exception {
        for (String bad : List.of("{", "{gateway: {mode: 'local', prot: 1}}", "{gateway: {}}", "")) {
            Files.writeString(file, bad);
            reload.check();
        }
        Files.delete(file);
        reload.check();
        assertTrue(applied.isEmpty());
    }

    @Test
    void aDamagedFileIsTakenAsAWholeOrNotAtAll() throws Exception {
        Random random = new Random(31);
        GatewaySettings inForce = null;
        int taken = 0;
        for (int round = 0; round < 250; round++) {
            StringBuilder text = new StringBuilder(START.replace("'info'", random.nextBoolean() ? "'warn'" : "'trace'"));
            for (int i = random.nextInt(3); i > 0; i--) {
                int at = random.nextInt(text.length());
                text.replace(at, at + 1, List.of("", "{", "}", "'", ":", ",", "7", "/*").get(random.nextInt(8)));
            }
            Files.writeString(file, text);
            reload.check();
            GatewaySettings now = applied.poll();
            inForce = now == null ? inForce : now;
            taken += now == null ? 0 : 1;
            if (now != null) {
                assertEquals(Optional.empty(), reload.state().rejected(), text.toString());
                assertEquals(18790, now.port(), "the port waits for a restart");
            }
            if (reload.state().rejected().isEmpty() && inForce != null) {
                LoadResult.Loaded whole = assertInstanceOf(LoadResult.Loaded.class, files.load(), text.toString());
                assertEquals(whole.config().at("logging"), inForce.config().at("logging"));
            }
        }
        assertTrue(taken > 20, "only " + taken + " texts were taken");
    }

    @Test
    void everyNewTextIsAnnouncedOnceEvenIfItSaysTheSame() throws Exception {
        List<String> heard = new ArrayList<>();
        Caller caller = new Caller("c", Grant.owner("none"), null, "here", Set.of(), new Subscriptions());
        events.join(new Events.Subscriber() {
            @Override
            public Caller caller() {
                return caller;
            }

            @Override
            public void deliver(Broadcast broadcast) {
                heard.add(new String(broadcast.frame(1), StandardCharsets.UTF_8));
            }
        });
        Files.writeString(file, "// a comment\n" + START);
        reload.check();
        reload.check();
        Files.writeString(file, START.replace("'info'", "'debug'"));
        reload.check();
        reload.check();
        assertEquals(2, heard.size());
        assertTrue(heard.getLast().contains("config.changed") && heard.getLast().contains(hash()), heard.getLast());
    }

    @Test
    void modeOffOnlyReports() throws Exception {
        Files.writeString(file, START.replace("mode: 'local'", "mode: 'local', reload: {mode: 'off'}"));
        reload.check();
        assertTrue(applied.isEmpty());
    }

    @Test
    void theSameContentIsNotAppliedTwice() throws Exception {
        Files.writeString(file, "// a comment\n" + START);
        reload.check();
        assertTrue(applied.isEmpty());
    }

    private String hash() throws Exception {
        return files.hash().orElseThrow();
    }

    private GatewaySettings next() throws InterruptedException {
        GatewaySettings settings = applied.poll(20, TimeUnit.SECONDS);
        assertTrue(settings != null, "the change was not noticed");
        return settings;
    }
}
