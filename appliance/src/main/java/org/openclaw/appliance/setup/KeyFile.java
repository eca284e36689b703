package org.openclaw.appliance.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openclaw.appliance.file.PrivateFile;

/** The state directory's {@code .env} file, which the gateway reads however it is started. For the owner's eyes alone. */
public final class KeyFile {

    private final Path file;

    public KeyFile(Path stateDir) {
        this.file = stateDir.resolve(".env");
    }

    public Path path() {
        return file;
    }

    /**
     * Adds a variable, or gives it another value; the other lines stay as they are.
     *
     * @throws IllegalArgumentException when the value can't stand on one line
     */
    public void put(String name, String value) throws IOException {
        if (value.isBlank() || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a key is one line of visible characters");
        }
        String line = name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        StringBuilder text = new StringBuilder();
        if (Files.exists(file)) {
            Files.readString(file).lines()
                    .filter(old -> !old.stripLeading().replaceFirst("^export\\s+", "").startsWith(name + "="))
                    .forEach(old -> text.append(old).append('\n'));
        }
        PrivateFile.write(file, text.append(line).append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }
}
