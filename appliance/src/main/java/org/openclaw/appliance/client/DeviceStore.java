package org.openclaw.appliance.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;

/**
 * This installation's device key, and the tokens that gateways gave it, in files for the owner alone. Thread-safe, and safe
 * against other processes, with one instance to a process and directory. Every method blocks on the disk.
 *
 * <p>A token belongs to one gateway: the URL without query, together with the certificate it is pinned to, if it is. What was
 * handed out under one pin is never sent under another.
 */
public final class DeviceStore {

    private static final int MOST_TOKENS = 64;
    private static final int MOST_BYTES = 256 * 1024;

    private final Path directory;
    private final Path keyFile;
    private final Path tokenFile;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    /** @param stateDir the instance's state directory; nothing is made in it before a key is needed */
    public DeviceStore(Path stateDir, Clock clock) {
        this.directory = stateDir.resolve("identity");
        this.keyFile = directory.resolve("device.json");
        this.tokenFile = directory.resolve("device-tokens.json");
        this.clock = clock;
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    /** The key, if there is one already. @throws IOException with a sentence, when it can't be read */
    public Optional<DeviceIdentity> existing() throws IOException {
        Optional<JsonNode> document = read(keyFile);
        if (document.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(DeviceIdentity.read(document.get()));
        } catch (GeneralSecurityException e) {
            throw damaged(keyFile);
        }
    }

    /** The key, made if there is none. @throws IOException with a sentence, when it can't be read or kept */
    public DeviceIdentity identity() throws IOException {
        Optional<DeviceIdentity> known = existing();
        return known.isPresent() ? known.get() : exclusively(this::make);
    }

    private DeviceIdentity make() throws IOException {
        Optional<DeviceIdentity> known = existing();
        if (known.isPresent()) {
            return known.get();
        }
        DeviceIdentity made = DeviceIdentity.generate();
        write(keyFile, made.document(clock.millis()));
        return made;
    }

    /** The token that this gateway gave this device for the role. */
    Optional<DeviceToken> token(Target target, String deviceId, String role) throws IOException {
        for (JsonNode entry : tokens()) {
            if (isFor(entry, target, deviceId, role)) {
                List<String> scopes = new ArrayList<>();
                entry.path("scopes").forEach(scope -> scopes.add(scope.asText()));
                return Optional.of(new DeviceToken(entry.path("token").asText(), scopes));
            }
        }
        return Optional.empty();
    }

    /** Keeps a token in the place of the one before. The scopes of a token that is known already add up. */
    void keep(Target target, String deviceId, String role, DeviceToken token) throws IOException {
        exclusively(() -> {
            Optional<DeviceToken> before = token(target, deviceId, role);
            boolean same = before.isPresent() && before.get().token().equals(token.token());
            if (same && before.get().scopes().containsAll(token.scopes())) {
                return null;
            }
            TreeSet<String> scopes = new TreeSet<>(token.scopes());
            before.filter(known -> same).ifPresent(known -> scopes.addAll(known.scopes()));
            ArrayNode kept = others(target, deviceId, role);
            while (kept.size() >= MOST_TOKENS) {
                kept.remove(0);
            }
            ObjectNode entry = kept.addObject()
                    .put("gateway", target.identity())
                    .put("certificate", target.fingerprintHex())
                    .put("deviceId", deviceId)
                    .put("role", role)
                    .put("token", token.token());
            scopes.forEach(entry.putArray("scopes")::add);
            entry.put("storedAtMs", clock.millis());
            write(kept);
            return null;
        });
    }

    /** Drops a token that is no longer good, unless another process has got a newer one meanwhile. */
    void forget(Target target, String deviceId, String role, DeviceToken stale) throws IOException {
        exclusively(() -> {
            Optional<DeviceToken> known = token(target, deviceId, role);
            if (known.isPresent() && known.get().token().equals(stale.token())) {
                write(others(target, deviceId, role));
            }
            return null;
        });
    }

    private ArrayNode others(Target target, String deviceId, String role) throws IOException {
        ArrayNode others = Json.array();
        for (JsonNode entry : tokens()) {
            if (!isFor(entry, target, deviceId, role)) {
                others.add(entry);
            }
        }
        return others;
    }

    private static boolean isFor(JsonNode entry, Target target, String deviceId, String role) {
        return entry.path("gateway").asText().equals(target.identity())
                && entry.path("certificate").asText().equals(target.fingerprintHex())
                && entry.path("deviceId").asText().equals(deviceId)
                && entry.path("role").asText().equals(role);
    }

    private JsonNode tokens() throws IOException {
        return read(tokenFile).map(document -> document.path("tokens")).orElseGet(Json::array);
    }

    private void write(ArrayNode tokens) throws IOException {
        write(tokenFile, Json.object().put("version", 1).set("tokens", tokens));
    }

    private void write(Path file, ObjectNode document) throws IOException {
        try {
            PrivateFile.write(file, (Json.text(document) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unusable(file, "kept", e);
        }
    }

    private static Optional<JsonNode> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            JsonNode document = Json.parse(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            if (!document.isObject()) {
                throw damaged(file);
            }
            return Optional.of(document);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw damaged(file);
        } catch (java.nio.file.FileSystemException e) {
            throw unusable(file, "read", e);
        }
    }

    // The file lock keeps two processes from each making a key, or losing the other's token.
    private <T> T exclusively(Work<T> work) throws IOException {
        lock.lock();
        try {
            try (FileChannel channel = PrivateFile.open(directory.resolve("lock"));
                    FileLock held = channel.lock()) {
                assert held.isValid();
                return work.run();
            }
        } catch (java.nio.file.FileSystemException e) {
            throw unusable(directory, "used", e);
        } finally {
            lock.unlock();
        }
    }

    private static IOException damaged(Path file) {
        return new IOException(file + " is damaged. Put it right from a backup, or move it away: "
                + "gateways then see a new device, which must be approved again.");
    }

    private static IOException unusable(Path file, String verb, IOException e) {
        String why = e instanceof java.nio.file.FileSystemException named && named.getReason() != null
                ? named.getReason()
                : e.getClass().getSimpleName();
        return new IOException(file + " can't be " + verb + " (" + why + "). Give this user the directory.");
    }
}
