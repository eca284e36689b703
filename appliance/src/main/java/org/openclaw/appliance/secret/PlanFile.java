package org.openclaw.appliance.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;

/** A plan on disk: a regular file of at most 16 MiB, white space included. */
final class PlanFile {

    static final int LARGEST = 16 * 1024 * 1024;

    private PlanFile() {}

    static Plan read(Path file) throws PlanException {
        try {
            // Looked at before it is opened: opening a pipe would wait for its other end.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new PlanException("The secrets plan " + file + " is no regular file.");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                requireSize(bytes.length);
                return Plan.of(Json.parse(new String(bytes, StandardCharsets.UTF_8)));
            }
        } catch (JsonProcessingException e) {
            throw new PlanException("Malformed JSON in secrets plan file: " + file);
        } catch (NoSuchFileException e) {
            throw new PlanException("There is no secrets plan " + file + ".");
        } catch (IOException e) {
            throw new PlanException("The secrets plan " + file + " can't be read; check its permissions.");
        }
    }

    /** For this user alone. */
    static void write(Path file, Plan plan) throws PlanException {
        byte[] bytes = Json.pretty(plan.json()).getBytes(StandardCharsets.UTF_8);
        requireSize(bytes.length);
        try {
            PrivateFile.write(file, bytes);
        } catch (IOException e) {
            throw new PlanException("The secrets plan " + file + " can't be written; check its directory and the disk.");
        }
    }

    private static void requireSize(int bytes) throws PlanException {
        if (bytes > LARGEST) {
            throw new PlanException("The secrets plan is larger than 16 MiB (16777216 bytes).");
        }
    }
}
