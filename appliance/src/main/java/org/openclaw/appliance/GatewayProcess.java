package org.openclaw.appliance;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.openclaw.appliance.boot.ExitCode;
import org.openclaw.appliance.boot.PortEviction;
import org.openclaw.appliance.boot.RunningGateway;
import org.openclaw.appliance.boot.StartRefused;
import org.openclaw.appliance.cli.CommandException;
import org.openclaw.appliance.cli.GatewayRunner;
import org.openclaw.appliance.cli.Invocation;
import org.openclaw.appliance.cli.RunFile;
import org.openclaw.appliance.cli.RunOptions;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewayOverrides;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StartRefusal;
import org.openclaw.appliance.diagnostics.StabilityBundles;
import org.openclaw.appliance.log.ConsoleStyle;
import org.openclaw.appliance.log.LogSettings;
import org.openclaw.appliance.log.Logging;
import org.openclaw.appliance.log.Redaction;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.platform.Platform;
import org.openclaw.appliance.restart.ProcessSignals;
import org.openclaw.appliance.restart.RestartLog;
import org.openclaw.appliance.restart.RestartRequest;
import org.openclaw.appliance.restart.Restarts;
import org.openclaw.appliance.secret.Secrets;
import org.openclaw.appliance.settings.ConfigReload;
import org.tinylog.Level;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** One run of the gateway in the foreground, from the command line's wishes to the process's exit status. */
final class GatewayProcess implements GatewayRunner {

    /** 128 + SIGINT. */
    private static final int INTERRUPTED = 130;

    private static final int LONGEST_CLAUSE = 300;

    private static final TaggedLogger LOG = Logger.tag("gateway");

    private final Consumer<Runnable> endings;

    /** @param endings is given, once the gateway is about to start, what ends it in order */
    GatewayProcess(Consumer<Runnable> endings) {
        this.endings = endings;
    }

    /** A signal ends the process through here: the JVM runs this hook, then exits with 128 + the signal's number. */
    static void onShutdown(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(end, "shutdown"));
    }

    @Override
    public int run(RunOptions options, Invocation invocation) throws CommandException, InterruptedException {
        Invocation in = VolatileState.of(invocation);
        try {
            in.paths().create();
        } catch (IOException e) {
            throw CommandException.failed("the state directory " + in.paths().stateDir()
                    + " can't be made: " + e.getMessage() + "; check its owner, or set OPENCLAW_STATE_DIR");
        }
        ConfigFile file = new ConfigFile(in.paths(), in.environment());
        Secrets secrets = new Secrets(in.paths(), Clock.systemUTC());
        LoadResult loaded = secrets.resolve(file.load());
        try {
            return serve(options, in, file, secrets, loaded, settings(loaded, options, in), Optional.empty());
        } catch (StartRefusal e) {
            return rescued(options, in, file, secrets, e);
        }
    }

    private int rescued(RunOptions options, Invocation in, ConfigFile file, Secrets secrets, StartRefusal refusal)
            throws InterruptedException {
        Rescue rescue = Rescue.of(file, in.environment(), in.clock());
        if (!rescue.isFor(refusal)) {
            return refused(in, refusal.exitCode(), refusal.getMessage());
        }
        try {
            if (rescue.restores(refusal.getMessage())) {
                LoadResult restored = secrets.resolve(file.load());
                return serve(options, in, file, secrets, restored, settings(restored, options, in), Optional.empty());
            }
            LoadResult substitute = secrets.resolve(rescue.configuration(in.environment()));
            return serve(options, in, file, secrets, substitute, settings(substitute, options, in), Optional.of(clause(refusal)));
        } catch (StartRefusal e) {
            return refused(in, refusal.exitCode(), refusal.getMessage());
        }
    }

    /** What is wrong, on one line and without the advice that follows it. */
    private static String clause(StartRefusal refusal) {
        String text = String.join(" ", refusal.getMessage().lines().limit(2).toList());
        return text.length() <= LONGEST_CLAUSE ? text : text.substring(0, LONGEST_CLAUSE) + "…";
    }

    private static GatewaySettings settings(LoadResult loaded, RunOptions options, Invocation in) throws StartRefusal {
        boolean inContainer = in.platform().hostFacts().inContainer();
        return GatewaySettings.of(loaded, in.paths(), in.environment(), overrides(options), inContainer);
    }

    private int serve(
            RunOptions options, Invocation in, ConfigFile file, Secrets secrets, LoadResult loaded, GatewaySettings settings,
            Optional<String> rescue)
            throws InterruptedException {
        Redaction redaction = new Redaction();
        hideSecrets(settings, redaction);
        ScheduledExecutorService scheduler = scheduler();
        Logging logging = Logging.start(
                logSettings(settings, options.verbose(), in), redaction, in.platform().hostFacts().hostname(), scheduler);
        sayWhatDeservesALook(in, loaded, settings);
        rescue.ifPresent(why -> LOG.error("the configuration can't be used; serving rescue mode: {}", why));
        Restarts restarts = new Restarts();
        // One for all the gateways of this process: it keeps files open.
        Platform platform = in.platform();
        ConfigReload.Reader reader = later -> {
            GatewaySettings next = settings(secrets.resolve(later), options, in);
            hideSecrets(next, redaction);
            return next;
        };
        GatewayLoop loop = new GatewayLoop(
                platform,
                restarts,
                () -> {
                    LoadResult now = file.load();
                    GatewaySettings next = reader.read(now);
                    logging.apply(logSettings(next, options.verbose(), in));
                    return launch(options, in, platform, file, secrets, now, next, reader, restarts, Optional.empty());
                },
                new RestartLog(in.paths().logFile().resolveSibling("gateway-restart.log"), Clock.systemUTC()),
                logging,
                scheduler);
        listenForSignals(loop);
        stopOnExit(loop, logging);
        try {
            if (options.force()) {
                new PortEviction(platform.processInspector(), in.terminal().look().interactive()).evict(settings.port());
            }
            loop.serve(launch(options, in, platform, file, secrets, loaded, settings, reader, restarts, rescue));
            return ExitCode.OK.status();
        } catch (RuntimeException | Error e) {
            bundles(in, logging).write("gateway.fatal", e, null, null);
            throw e;
        } catch (StartRefused e) {
            LOG.error("{}", e.getMessage());
            if (loop.servedBefore()) {
                bundles(in, logging).write("gateway.restart_startup_failed", e, null, null);
            }
            in.terminal().err(e.getMessage());
            e.errno().ifPresent(platform.supervisorNotifier()::failed);
            return exitCode(e, in).status();
        }
    }

    private static StabilityBundles bundles(Invocation in, Logging logging) {
        return new StabilityBundles(StabilityBundles.in(in.paths().stateDir()), logging::masked, Clock.systemUTC());
    }

    private static Launch launch(
            RunOptions options,
            Invocation in,
            Platform platform,
            ConfigFile file,
            Secrets secrets,
            LoadResult loaded,
            GatewaySettings settings,
            ConfigReload.Reader reader,
            Restarts restarts,
            Optional<String> rescue) {
        Environment environment = loaded instanceof LoadResult.Loaded valid ? valid.environment() : in.environment();
        return new Launch(
                in.paths(), environment, settings, file, reader, platform, restarts, options.verbose(), rescue, secrets);
    }

    /** A supervisor must not start this one again and again while another gateway does the work. */
    private static ExitCode exitCode(StartRefused refusal, Invocation in) {
        boolean pointless = refusal.isOccupied()
                && in.platform().serviceSupervisor().supervisesThisProcess()
                && RunFile.ofLivingGateway(in.paths().runDir()).filter(other -> RunningGateway.isHealthy(other.port())).isPresent();
        return pointless ? ExitCode.CONFIG : refusal.exitCode();
    }

    /** A first Ctrl-C ends the gateway as every other signal does; whoever presses it again doesn't want to wait. */
    private static void listenForSignals(GatewayLoop loop) {
        ProcessSignals.on("USR1", () -> loop.signalled(RestartRequest.Source.SIGUSR1));
        ProcessSignals.on("USR2", () -> loop.signalled(RestartRequest.Source.SIGUSR2));
        AtomicBoolean interrupted = new AtomicBoolean();
        ProcessSignals.on("INT", () -> {
            if (interrupted.getAndSet(true)) {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
            System.exit(INTERRUPTED);
        });
    }

    private void stopOnExit(GatewayLoop loop, Logging logging) {
        endings.accept(() -> {
            if (loop.serves()) {
                LOG.info("stopping");
                long begun = System.nanoTime();
                loop.stop();
                LOG.info("stopped cleanly in {} ms", (System.nanoTime() - begun) / 1_000_000);
            }
            logging.close();
        });
    }

    /** Before anything that uses them can log: the same for the start and for every later state of the file. */
    private static void hideSecrets(GatewaySettings settings, Redaction redaction) {
        settings.auth().secret().ifPresent(redaction::register);
        org.openclaw.appliance.config.Redaction.values(settings.config().root()).forEach(redaction::register);
        settings.config().secrets().values().forEach(redaction::register);
        redaction.patterns(settings.log().redactPatterns()).forEach(wrong -> LOG.warn("logging.redactPatterns: {}", wrong));
    }

    /** A refusal is told on standard error and kept in the log, where a headless box's owner will look. */
    private static int refused(Invocation in, int status, String message) {
        LogSettings quiet = LogSettings.to(in.paths().logFile()).withConsoleLevel(Level.OFF);
        try (Logging logging =
                Logging.start(quiet, new Redaction(), in.platform().hostFacts().hostname())) {
            LOG.error("{}", message);
            logging.flush();
        }
        in.terminal().err(message);
        return status;
    }

    private static void sayWhatDeservesALook(Invocation in, LoadResult loaded, GatewaySettings settings) {
        in.environment().legacyWarning().ifPresent(LOG::warn);
        Environment environment = loaded instanceof LoadResult.Loaded valid ? valid.environment() : in.environment();
        Outbound.warning(name -> environment.get(name).orElse(null), in.paths().dev()).ifPresent(LOG::warn);
        settings.authNotice().ifPresent(LOG::warn);
        if (loaded instanceof LoadResult.Loaded valid) {
            valid.warnings().forEach(problem -> LOG.warn("config: {}", problem.text()));
            if (!valid.inertKeys().isEmpty()) {
                LOG.warn("config keys accepted but without effect here: {}", String.join(", ", valid.inertKeys()));
            }
        }
    }

    private static LogSettings logSettings(GatewaySettings settings, boolean verbose, Invocation in) {
        boolean journal = in.platform().serviceSupervisor().keepsOutput();
        return LogSettings.of(
                settings.log(),
                journal ? ConsoleStyle.JOURNAL : ConsoleStyle.PRETTY,
                in.terminal().look().colour(),
                verbose);
    }

    private static GatewayOverrides overrides(RunOptions options) {
        return new GatewayOverrides(
                Optional.ofNullable(options.port()).map(String::valueOf),
                Optional.ofNullable(options.bind()),
                Optional.ofNullable(options.auth()),
                Optional.ofNullable(options.token()),
                Optional.ofNullable(options.password()),
                Optional.empty(),
                Optional.ofNullable(options.tailscale()),
                options.allowUnconfigured());
    }

    private static ScheduledExecutorService scheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "scheduler");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }
}
