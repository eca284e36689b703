package org.openclaw.appliance.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be said about {@code openclaw.cmd} without Windows: its form, and its flags beside those of the bash launcher. */
class WindowsLauncherTest {

    private static final Path LAUNCHER = Path.of("src/main/windows/bin/openclaw.cmd");
    private static final Path BASH = Path.of("src/main/launcher/openclaw");

    @Test
    void isInTheFormThatTheCommandInterpreterReads() throws IOException {
        String text = Files.readString(LAUNCHER, StandardCharsets.US_ASCII);

        assertEquals(text.replace("\r\n", "").replace("\n", ""), text.replace("\r\n", ""), "every line ends with CR LF");
        assertTrue(text.lines().allMatch(line -> line.length() < 8000));
        Set<String> labels = found("(?m)^:(\\w+)", text);
        assertEquals(labels, found("goto (\\w+)", text), "labels and jumps to them");
    }

    @Test
    void tellsTheGatewayWhereItIsAndHandsItEveryArgument() throws IOException {
        String start = lines().filter(line -> line.startsWith("%OC_ECHO%")).findFirst().orElseThrow();

        assertEquals(
                "%OC_ECHO%\"%OC_JAVA%\" %OC_FLAGS% \"-Djna.boot.library.path=%OC_HOME%\\lib\\native\" -Djna.nounpack=true "
                        + "-Djna.nosys=true \"-Dorg.sqlite.lib.path=%OC_HOME%\\lib\\native\" "
                        + "\"-Dopenclaw.launcher.path=%OC_SELF%\" \"-Dopenclaw.launcher.flags=%OC_FLAGS%\" "
                        + "-jar \"%OC_HOME%\\lib\\appliance.jar\" %*",
                start);
    }

    @Test
    void usesFlagsOfTheOtherLauncherThatJavaTakes() throws Exception {
        String bash = Files.readString(BASH);
        List<String> flags = flags();
        for (String flag : flags) {
            // The heap, the code cache and the classes are computed there, with these for a machine with memory enough.
            boolean computed = Set.of("-Xmx128m", "-XX:ReservedCodeCacheSize=24m", "-XX:MaxMetaspaceSize=64m").contains(flag);
            boolean manifest = flag.equals("--enable-native-access=ALL-UNNAMED");
            assertTrue(computed || manifest || bash.contains(flag), flag);
        }
        assertTrue(bash.contains("METASPACE=64 CODE=24") && bash.contains("local most=128"));

        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(flags);
        command.add("-version");
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, java.waitFor(), said);
        assertFalse(said.contains("warning"), said);
    }

    /** What the gateway's assignments come to, in their order. */
    private static List<String> flags() throws IOException {
        Pattern assignment = Pattern.compile("set \"OC_FLAGS=(.*)\"");
        String flags = "";
        for (String line : lines().toList()) {
            Matcher found = assignment.matcher(line);
            if (found.matches() && !line.contains("-Xint")) {
                flags = found.group(1).replace("%OC_FLAGS%", flags);
            }
        }
        return List.of(flags.split(" "));
    }

    private static Stream<String> lines() throws IOException {
        return Files.readString(LAUNCHER, StandardCharsets.US_ASCII).lines();
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
