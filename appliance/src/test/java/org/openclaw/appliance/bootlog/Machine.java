package org.openclaw.appliance.bootlog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.platform.BootEvidence;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.platform.PortablePlatform;
import org.openclaw.appliance.rpc.Lifecycle;

/** A machine with files, whose clock, counters and power the test has in hand. */
final class Machine {

    final Map<String, Long> oomKills = new LinkedHashMap<>();
    final Path directory;
    String bootId = "first-boot";
    String oomRecord;
    String reset;
    Path memory;
    private long upMillis = 60_000;
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    Machine(Path directory) throws Exception {
        this.directory = Files.createDirectories(directory.resolve("run")).getParent();
    }

    void passes(Duration time) {
        upMillis += time.toMillis();
        now = now.plus(time);
    }

    /** The clock of a board without a battery starts where it was saved last. */
    void losesPower(Instant savedTime) {
        bootId += "-next";
        upMillis = 5_000;
        now = savedTime;
        oomKills.replaceAll((name, count) -> 0L);
    }

    BootLog start() {
        return start(new Lifecycle(clock()));
    }

    BootLog start(Lifecycle lifecycle) {
        BootLog log = new BootLog(place(), lifecycle, () -> new Vitals(84L << 20, null));
        // What a real start leaves to another thread.
        log.settle();
        return log;
    }

    BootLog.Place place() {
        return new BootLog.Place(runDir(), directory.resolve("reports"), "1.2.3", new Host(), new Evidence());
    }

    Path runDir() {
        return directory.resolve("run");
    }

    Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private final class Host extends PortablePlatform.JvmHostFacts implements HostFacts {
        @Override
        public OptionalLong hostUptimeMillis() {
            return OptionalLong.of(upMillis);
        }
    }

    private final class Evidence implements BootEvidence {
        @Override
        public Optional<String> bootId() {
            return Optional.of(bootId);
        }

        @Override
        public Map<String, Long> oomKills() {
            return Map.copyOf(oomKills);
        }

        @Override
        public Optional<String> oomRecord(long pid) {
            return Optional.ofNullable(oomRecord);
        }

        @Override
        public Optional<String> resetCause() {
            return Optional.ofNullable(reset);
        }

        @Override
        public Optional<Path> volatileDirectory() {
            return Optional.ofNullable(memory);
        }
    }
}
