package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.log.Redaction;
import org.openclaw.appliance.protocol.Json;

/** Log lines in a file of their own: JSON lines, for the owner alone, without secrets. */
final class LogExport {

    private final Path file;
    private final Redaction redaction;

    /** @throws CommandException when the file may not be written */
    LogExport(Path file, boolean overwrite, Invocation in) throws CommandException {
        if (Files.isDirectory(file)) {
            throw CommandException.usage(file + " is a directory; --output takes the name of a file");
        }
        if (Files.exists(file) && !overwrite) {
            throw CommandException.usage(file + " exists already; --force overwrites it");
        }
        this.file = file.toAbsolutePath();
        this.redaction = redaction(in);
    }

    /** What masks all that this instance's configuration holds to be secret, also in lines of an older log. */
    static Redaction redaction(Invocation in) {
        Redaction redaction = new Redaction();
        LocalConfig config = LocalConfig.of(in.environment(), in.paths());
        config.config().ifPresent(known -> {
            org.openclaw.appliance.config.Redaction.values(known.root()).forEach(redaction::register);
            redaction.patterns(known.texts("logging.redactPatterns"));
        });
        for (String name : new String[] {"OPENCLAW_GATEWAY_TOKEN", "OPENCLAW_GATEWAY_PASSWORD"}) {
            config.environment().get(name).ifPresent(redaction::register);
        }
        return redaction;
    }

    void write(JsonNode lines, Terminal terminal, boolean json) throws CommandException {
        StringBuilder text = new StringBuilder();
        for (JsonNode line : lines) {
            text.append(redaction.mask(line.asText())).append('\n');
        }
        byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
        try {
            PrivateFile.write(file, content);
        } catch (IOException e) {
            throw CommandException.failed(file + " can't be written: " + e.getMessage());
        }
        if (json) {
            terminal.json(Json.object().put("path", file.toString()).put("lines", lines.size()).put("bytes", content.length));
        } else {
            terminal.out("Wrote " + lines.size() + (lines.size() == 1 ? " line to " : " lines to ") + file);
        }
    }
}
