package org.openclaw.appliance.images.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.images.Layout;
import org.openclaw.appliance.images.machine.Machine;
import org.openclaw.appliance.images.machine.MachineRoot;
import org.openclaw.appliance.images.machine.Output;

/** Somebody who sits at a fresh machine and types what an operators' guide says, line by line. */
final class Reader implements AutoCloseable {

    static final String HOME = "/home/" + MachineRoot.USER;
    static final String TOKEN = "token-of-the-guides-reader-0123456789";
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String PROGRAMS = "/opt/programs";
    private static final String JAVA = Machine.INSTALLED + "/runtime/bin/java";

    private final Machine machine;

    private Reader(Machine machine) {
        this.machine = machine;
    }

    static Reader at(String name) throws IOException, InterruptedException {
        assumeTrue(MachineRoot.obstacle().isEmpty(), () -> MachineRoot.obstacle().orElseThrow());
        Reader reader = new Reader(Machine.boot(name, new Layout(Path.of("target/openclaw"))));
        reader.machine.run("loginctl", "enable-linger", MachineRoot.USER).orFail();
        reader.does("openclaw setup --non-interactive");
        // The guides' machines aren't containers, where the gateway would listen on every address.
        reader.does("openclaw config set gateway.bind loopback");
        reader.does("openclaw config set gateway.auth.token " + TOKEN);
        return reader;
    }

    /** Types a line at a terminal. */
    Output types(String line) {
        try {
            Files.writeString(machine.file(HOME + "/.line"), line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Output output = machine.login("script --quiet --return --command 'bash ~/.line' /dev/null");
        return new Output(output.status(), output.text().replace("\r", ""));
    }

    /** Types a line that has to succeed. @return what came back */
    String does(String line) {
        Output output = types(line);
        assertEquals(0, output.status(), () -> line + "\n" + output.text());
        return output.text();
    }

    /** Types a line that has to succeed and to show each of these. */
    String sees(String line, String... expected) {
        return shows(line, does(line), expected);
    }

    /** Types a line that has to end with this status and to show each of these. */
    String refused(int status, String line, String... expected) {
        Output output = types(line);
        assertEquals(status, output.status(), () -> line + "\n" + output.text());
        return shows(line, output.text(), expected);
    }

    private static String shows(String line, String text, String... expected) {
        for (String one : expected) {
            assertTrue(text.contains(one), () -> line + " does not show \"" + one + "\":\n" + text);
        }
        return text;
    }

    /** Leaves a line running in a window of its own. @param window its name */
    void leavesRunning(String window, String line) {
        List<String> words = new ArrayList<>(List.of(
                "systemd-run", "--quiet", "--collect", "--unit=" + window, "--uid=" + MachineRoot.USER, "--setenv=HOME=" + HOME,
                "--setenv=PATH=" + Machine.INSTALLED + "/bin:/usr/bin:/bin", "--working-directory=" + HOME,
                "bash", "-c", line));
        machine.run(words.toArray(String[]::new)).orFail();
    }

    /** What a window shows. */
    String window(String window) {
        return machine.run("journalctl", "--no-pager", "--output=cat", "--unit=" + window).text();
    }

    /** Waits until a window shows a text. */
    void waitsFor(String window, String text) throws IOException, InterruptedException {
        waits(window + " to show " + text, () -> window(window).contains(text));
    }

    void waits(String what, Machine.Condition condition) throws IOException, InterruptedException {
        machine.await(what, PATIENCE, condition);
    }

    /** Ends what runs in a window, as Ctrl-C does. */
    void interrupts(String window) throws IOException, InterruptedException {
        machine.run("systemctl", "kill", "--signal=INT", window);
        waits(window + " to end", () -> machine.run("systemctl", "is-active", window).status() != 0);
    }

    /** Another program of the reader's takes this port. */
    void port(int port, String window) throws IOException, InterruptedException {
        Path classes = machine.file(PROGRAMS);
        Path target = classes.resolve(ModelServer.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(target.getParent());
        try (var bytes = ModelServer.class.getResourceAsStream("ModelServer.class")) {
            Files.write(target, bytes.readAllBytes());
        }
        leavesRunning(window, "exec " + JAVA + " -cp " + PROGRAMS + " " + ModelServer.class.getName() + " " + port);
        waits("port " + port + " to be taken", () -> connects(port));
    }

    void ends(String window) {
        machine.run("systemctl", "stop", window);
    }

    boolean connects(int port) {
        return machine.login("exec 3<>/dev/tcp/127.0.0.1/" + port).status() == 0;
    }

    /** What {@code curl -i} would print of a path for whoever has the token. */
    String gets(int port, String path) {
        return does("exec 3<>/dev/tcp/127.0.0.1/" + port + "; printf 'GET " + path
                + " HTTP/1.0\\r\\nHost: localhost\\r\\nAuthorization: Bearer " + TOKEN + "\\r\\n\\r\\n' >&3; timeout 10 cat <&3");
    }

    /** Writes a file of the reader's. @param path below the home directory */
    void writes(String path, String text) {
        does("mkdir -p $(dirname ~/" + path + "); cat > ~/" + path + " <<'EOF'\n" + text + "\nEOF");
    }

    Machine machine() {
        return machine;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        machine.close();
    }
}
