package org.openclaw.appliance.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;

/** A zip file for people who help, with a list of what is in it. What is too large is left out, and the list says so. */
public final class SupportArchive {

    /** The most that goes in, in bytes before compression. */
    public static final int MOST_BYTES = 8 * 1024 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);
    private final ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8);
    private final ArrayNode files = Json.mapper().createArrayNode();
    private final Instant now;
    private long taken;

    public SupportArchive(Instant now) {
        this.now = now;
    }

    /** Adds a document. */
    public void add(String name, JsonNode document) throws IOException {
        add(name, "application/json", Json.pretty(document) + "\n");
    }

    /** Adds a text. @param type its media type */
    public void add(String name, String type, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        ObjectNode file = files.addObject().put("path", name).put("mediaType", type).put("bytes", content.length);
        if (taken + content.length > MOST_BYTES) {
            file.put("omitted", "too large");
            return;
        }
        taken += content.length;
        write(name, content);
    }

    private void write(String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(FileTime.from(now));
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Adds the list of everything and writes the file, for the owner alone. @return the list */
    public ObjectNode finish(Path file, String version) throws IOException {
        ObjectNode manifest = Json.object()
                .put("version", 1)
                .put("generatedAt", now.toString())
                .put("generator", "openclaw-appliance " + version);
        manifest.set("files", files);
        manifest.putObject("privacy")
                .put("content", "none: no messages, prompts, tool output or request bodies")
                .put("secrets", "masked")
                .put("names", "hosts, addresses, telephone numbers and peers of sessions are replaced");
        write("manifest.json", (Json.pretty(manifest) + "\n").getBytes(StandardCharsets.UTF_8));
        zip.close();
        PrivateFile.write(file, bytes.toByteArray());
        return manifest;
    }
}
