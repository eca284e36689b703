package org.openclaw.appliance.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;
import org.openclaw.appliance.store.Store;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The file with the key that device tokens are made with: 32 bytes in hex, apart from the database that knows their hashes. */
final class TokenKeyFile {

    private static final int KEY_BYTES = 32;
    private static final int LONGEST_FILE = 1024;
    private static final TaggedLogger LOG = Logger.tag("gateway/pairing");

    private final Path file;

    TokenKeyFile(Path file) {
        this.file = file;
    }

    private record Unhashed(String deviceId, Role role, String generation) {

        static Unhashed of(Row row) {
            return new Unhashed(
                    row.text("device_id"), Role.of(row.text("role")).orElseThrow(), row.text("generation"));
        }
    }

    /** Reads the key; moves it out of a database that still has it; makes one where there is none. */
    byte[] open(Store store) throws IOException {
        Optional<byte[]> present = read();
        Optional<byte[]> kept = store.read(sql -> sql.first(
                        "SELECT key_hex FROM device_token_key WHERE id = 1", row -> row.text("key_hex")))
                .flatMap(TokenKeyFile::parsed);
        boolean tokensExist = store.read(sql -> sql.first("SELECT 1 AS one FROM device_role", row -> true)).isPresent();
        byte[] key = present.or(() -> kept).orElseGet(TokenKeyFile::random);
        if (present.isEmpty()) {
            if (kept.isEmpty() && tokensExist) {
                LOG.warn("the key that device tokens are made with ({}) was missing or damaged, and is made anew; tokens that"
                        + " devices hold stay good, and a device that connects with the gateway's secret gets a new one", file);
            }
            PrivateFile.write(file, HexFormat.of().formatHex(key).getBytes(StandardCharsets.US_ASCII));
        }
        // Only once the file is on disk: a power loss between the two leaves the key in both places, never in none.
        kept.ifPresent(old -> moveOut(store, new DeviceTokens(old)));
        return key;
    }

    private static void moveOut(Store store, DeviceTokens old) {
        store.writeCredentials(sql -> {
            unhashed(sql).forEach(token -> sql.update(
                    "UPDATE device_role SET token_hash = ? WHERE device_id = ? AND role = ?",
                    DeviceTokens.hash(old.derived(token.deviceId(), token.role(), token.generation())),
                    token.deviceId(), token.role().wireName()));
            // A deleted row's bytes stay in the file; one of the same length that replaces it takes its place.
            sql.update("UPDATE device_token_key SET key_hex = ?", "0".repeat(2 * KEY_BYTES));
            return sql.update("DELETE FROM device_token_key");
        });
    }

    private static List<Unhashed> unhashed(Sql sql) {
        return sql.query("SELECT device_id, role, generation FROM device_role WHERE token_hash = ''", row -> Unhashed.of(row));
    }

    private Optional<byte[]> read() throws IOException {
        try {
            return Files.size(file) > LONGEST_FILE
                    ? Optional.empty()
                    : parsed(Files.readString(file, StandardCharsets.ISO_8859_1).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> parsed(String hex) {
        return hex.matches("[0-9a-f]{" + 2 * KEY_BYTES + "}") ? Optional.of(HexFormat.of().parseHex(hex)) : Optional.empty();
    }

    private static byte[] random() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
