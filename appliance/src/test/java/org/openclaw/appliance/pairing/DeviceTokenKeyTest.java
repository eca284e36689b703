package org.openclaw.appliance.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.openclaw.appliance.TestGateway.operator;
import static org.openclaw.appliance.TestGateway.with;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.TestGateway.Session;
import org.openclaw.appliance.access.TestDevice;
import org.openclaw.appliance.store.Store;

class DeviceTokenKeyTest {

    private static final String READ = "operator.read";

    private final TestDevice device = new TestDevice();
    private Path home;
    private Path keyFile;
    private TestGateway gateway;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        this.home = home;
        keyFile = home.resolve(".openclaw/identity/token.key");
        gateway = new TestGateway(home, "{}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private String tokenBySecret() throws IOException {
        try (Session session = gateway.connect(device, operator(READ))) {
            assertEquals("token", session.auth().path("method").asText(), session.answer().toString());
            return session.auth().path("deviceToken").asText();
        }
    }

    private void comesBackWith(String token) throws IOException {
        try (Session session = gateway.connect(device, with(operator(READ), "deviceToken", token))) {
            assertEquals("device-token", session.auth().path("method").asText(), session.answer().toString());
            assertEquals(token, session.auth().path("deviceToken").asText());
        }
    }

    private boolean stateDirectoryHolds(String text) throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve(".openclaw/state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void theKeyLiesInAFileOfItsOwnForItsOwnerAlone() throws Exception {
        String token = tokenBySecret();
        String key = Files.readString(keyFile);
        assertTrue(key.matches("[0-9a-f]{64}"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile.getParent())));
        assertFalse(stateDirectoryHolds(key));
        assertFalse(stateDirectoryHolds(token));
        assertEquals(token, tokenBySecret());
        gateway.restart();
        assertEquals(token, tokenBySecret());
    }

    @Test
    void aDatabaseThatHeldTheKeyGivesItUpAndTokensStayTheSame() throws Exception {
        String token = tokenBySecret();
        String key = Files.readString(keyFile);
        gateway.restart(() -> {
            Files.delete(keyFile);
            try (Store store = Store.open(gateway.database())) {
                store.write(sql -> {
                    sql.update("INSERT INTO device_token_key (id, key_hex) VALUES (1, ?)", key);
                    return sql.update("UPDATE device_role SET token_hash = ''");
                });
            }
            assertTrue(stateDirectoryHolds(key));
        });
        comesBackWith(token);
        assertEquals(token, tokenBySecret());
        assertEquals(key, Files.readString(keyFile));
        gateway.restart();
        comesBackWith(token);
        assertFalse(stateDirectoryHolds(key));
    }

    @Test
    void aLostKeyLeavesTokensInTheFieldGood() throws Exception {
        String token = tokenBySecret();
        gateway.restart(() -> Files.writeString(keyFile, "not a key"));
        comesBackWith(token);
        comesBackWith(token);
        String another = tokenBySecret();
        assertNotEquals(token, another);
        comesBackWith(another);
        assertEquals(another, tokenBySecret());
        try (Session old = gateway.connect(device, with(operator(READ), "deviceToken", token))) {
            assertEquals("AUTH_DEVICE_TOKEN_MISMATCH", old.code());
        }
        gateway.restart();
        List<String> log = Files.readAllLines(home.resolve("test.log"));
        assertEquals(1, log.stream().filter(line -> line.contains("the key that device tokens are made with")).count());
        assertTrue(log.stream().noneMatch(line -> line.contains(another)));
    }
}
