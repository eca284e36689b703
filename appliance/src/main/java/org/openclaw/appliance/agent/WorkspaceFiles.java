package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;

/** An agent's files as clients read and edit them. A link is never followed. Thread-safe; blocks on the disk. */
final class WorkspaceFiles {

    private static final int MOST_BYTES = 1024 * 1024;

    private final Path folder;

    WorkspaceFiles(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** What there is to know of a file without its content. */
    ObjectNode row(String name) {
        Path file = folder.resolve(name);
        ObjectNode row = Json.object().put("name", name).put("path", file.toString());
        try {
            BasicFileAttributes facts =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            row.put("missing", !facts.isRegularFile());
            if (facts.isRegularFile()) {
                row.put("size", facts.size()).put("updatedAtMs", Math.max(0, facts.lastModifiedTime().toMillis()));
            }
            return row;
        } catch (IOException e) {
            return row.put("missing", true);
        }
    }

    /** @throws ProtocolException when it is too large or can't be read */
    ObjectNode read(String name) throws ProtocolException {
        ObjectNode row = row(name);
        if (row.path("missing").asBoolean()) {
            return row;
        }
        byte[] content = content(name);
        return row.put("content", new String(content, StandardCharsets.UTF_8)).put("hash", hash(content));
    }

    /**
     * Replaces the file's content; readers see the old or the new one.
     *
     * @param expectedHash SHA-256 of the content it replaces, hex, or null to replace whatever there is
     */
    ObjectNode write(String name, String content, String expectedHash) throws ProtocolException {
        boolean missing = row(name).path("missing").asBoolean();
        if (expectedHash != null && (missing || !hash(content(name)).equalsIgnoreCase(expectedHash))) {
            throw ProtocolException.invalid("the file has changed since it was read; read it again, then retry");
        }
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Path partial = folder.resolve("." + name + ".partial");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(partial);
            try (FileChannel out =
                    FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    out.write(left);
                }
                out.force(true);
            }
            Files.move(partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw ProtocolException.unavailable(
                    name + " can't be written; check the folder's owner and permissions and whether the disk is full");
        }
        return row(name).put("content", content).put("hash", hash(bytes));
    }

    private byte[] content(String name) throws ProtocolException {
        try (InputStream in = Files.newInputStream(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw ProtocolException.invalid(name + " is larger than 1 MB; edit it on the machine itself");
            }
            return content;
        } catch (IOException e) {
            throw ProtocolException.unavailable(name + " can't be read; check its owner and permissions");
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
