package org.openclaw.appliance.windows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openclaw.appliance.platform.CommandRunner;

/** Windows programs, run by the command in {@code OPENCLAW_TEST_WINE} with its state in a directory of the test's own. */
final class Wine implements CommandRunner, AutoCloseable {

    private static final List<Integer> KNOWN = List.of(1056, 1060, 1062, 1072);
    private static final long PATIENCE_SECONDS = 120;

    private final String command;
    private final Path home;

    private Wine(String command, Path home) {
        this.command = command;
        this.home = home;
    }

    static Optional<String> command() {
        return Optional.ofNullable(System.getenv("OPENCLAW_TEST_WINE")).filter(value -> !value.isBlank());
    }

    static Wine start(String command, Path home) {
        Wine wine = new Wine(command, home);
        wine.run(List.of("wineboot.exe", "-i"));
        wine.server("-w");
        return wine;
    }

    @Override
    public Optional<Output> run(List<String> words) {
        return Optional.of(exec(new ProcessBuilder(), words));
    }

    /** Ends every process of the prefix, and removes its drives: links that lead out of the test's directory. */
    @Override
    public void close() {
        server("-k");
        try (Stream<Path> drives = Files.list(home.resolve("prefix/dosdevices"))) {
            for (Path drive : drives.toList()) {
                Files.delete(drive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void server(String option) {
        ProcessBuilder builder = new ProcessBuilder();
        builder.environment().put("WINE_PROGRAM", "/usr/lib/wine/wineserver64");
        exec(builder, List.of(option));
    }

    private Output exec(ProcessBuilder builder, List<String> words) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(words);
        builder.command(all).redirectErrorStream(true).environment().put("WINE_HOME", home.toString());
        try {
            Path shown = home.resolve("output");
            Process process = builder.redirectOutput(shown.toFile()).start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(words + " does not end");
            }
            String text = new String(Files.readAllBytes(shown), StandardCharsets.UTF_8);
            return new Output(widen(process.exitValue()), text);
        } catch (IOException e) {
            throw new AssertionError(words.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** An exit status of a Unix process has 8 bits, one of Windows 32. */
    private static int widen(int status) {
        return KNOWN.stream().filter(known -> (known & 0xff) == status).findFirst().orElse(status);
    }
}
