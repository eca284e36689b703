package org.openclaw.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StartRefusal;
import org.openclaw.appliance.config.WriteResult;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Methods;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * What becomes of a device that nobody can reach but through the gateway when its configuration can't be used: the last good
 * one is put back, where its owner wished that, or a gateway is served that takes no work and answers only what is needed to
 * mend the file. Elsewhere the process ends, and says why.
 */
final class Rescue {

    private static final String VARIABLE = "OPENCLAW_RESCUE";
    private static final int MOST_REJECTED = 5;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final List<String> ANSWERED = List.of("config.", "logs.", "gateway.", "appliance.", "health", "status");
    private static final TaggedLogger LOG = Logger.tag("gateway/rescue");

    private final ConfigFile file;
    private final Optional<LoadResult.Loaded> good;
    private final boolean wanted;
    private final Clock clock;

    private Rescue(ConfigFile file, Optional<LoadResult.Loaded> good, boolean wanted, Clock clock) {
        this.file = file;
        this.good = good;
        this.wanted = wanted;
        this.clock = clock;
    }

    static Rescue of(ConfigFile file, Environment environment, Clock clock) {
        Optional<LoadResult.Loaded> good = lastGood(file).map(file::check)
                .filter(LoadResult.Loaded.class::isInstance)
                .map(LoadResult.Loaded.class::cast);
        boolean wanted = environment.flag(VARIABLE)
                || good.filter(kept -> kept.config().flag("appliance.rescue", false)).isPresent();
        return new Rescue(file, good, wanted, clock);
    }

    private static Optional<String> lastGood(ConfigFile file) {
        Path kept = file.path().resolveSibling(file.path().getFileName() + ".last-good");
        try {
            return Files.isRegularFile(kept) ? Optional.of(Files.readString(kept)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether this process is to go on instead of ending. */
    boolean isFor(StartRefusal refusal) {
        return wanted && refusal.exitCode() == StartRefusal.BAD_CONFIGURATION;
    }

    /** Puts the last good configuration back, if its owner wished that. The rejected file is kept. @return whether it did */
    boolean restores(String why) {
        if (good.isEmpty() || !good.get().config().flag("appliance.autoRepair", false)) {
            return false;
        }
        try {
            Path rejected = file.path().resolveSibling(
                    file.path().getFileName() + ".rejected-" + STAMP.format(clock.instant()));
            Optional<String> text = file.text();
            if (text.isPresent()) {
                PrivateFile.write(rejected, text.get().getBytes(StandardCharsets.UTF_8));
            }
            if (!(file.write(lastGood(file).orElseThrow(), Optional.empty()) instanceof WriteResult.Written)) {
                return false;
            }
            prune();
            LOG.error("the configuration can't be used ({}); the last good one is back, and the rejected one is kept as {}",
                    why, rejected);
            return true;
        } catch (IOException e) {
            LOG.error("the last good configuration can't be put back: {}", e.getMessage());
            return false;
        }
    }

    private void prune() throws IOException {
        List<Path> rejected = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(file.path().getParent(), file.path().getFileName() + ".rejected-*")) {
            files.forEach(rejected::add);
        }
        rejected.sort(Comparator.reverseOrder());
        for (Path old : rejected.subList(Math.min(MOST_REJECTED, rejected.size()), rejected.size())) {
            Files.deleteIfExists(old);
        }
    }

    /** The configuration to serve the rescue with: the last good one, or just enough of one. */
    LoadResult.Loaded configuration(Environment environment) {
        return good.orElseGet(() -> {
            ObjectNode least = Json.object();
            least.putObject("gateway").put("mode", "local");
            return new LoadResult.Loaded(new Config(least, ""), environment, List.of(), List.of(), List.of());
        });
    }

    /** The methods that are answered during a rescue. */
    static Methods only(Methods all) {
        Methods few = new Methods();
        all.all().stream().filter(method -> isAnswered(method.name())).forEach(few::add);
        return few;
    }

    private static boolean isAnswered(String name) {
        return ANSWERED.stream().anyMatch(known -> known.endsWith(".") ? name.startsWith(known) : name.equals(known));
    }
}
