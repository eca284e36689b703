package org.openclaw.appliance.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.access.DeviceKey;

class DeviceStoreTest {

    private static final String ROLE = "operator";
    private static final String PIN = "AB:".repeat(31) + "AB";

    @TempDir
    Path state;

    private DeviceStore store;
    private final Target board = Target.of("wss://board.local:18789", "test", Credentials.NONE);

    @BeforeEach
    void open() {
        store = new DeviceStore(state, Clock.systemUTC());
    }

    private static DeviceToken token(String text, String... scopes) {
        return new DeviceToken(text, List.of(scopes));
    }

    private Optional<DeviceToken> stored(Target target) throws IOException {
        return new DeviceStore(state, Clock.systemUTC()).token(target, "d", ROLE);
    }

    @Test
    void looksWithoutMakingAnything() throws Exception {
        assertTrue(store.existing().isEmpty());
        assertTrue(store.token(board, "d", ROLE).isEmpty());
        assertFalse(Files.exists(state.resolve("identity")));
    }

    @Test
    void makesOneKeyAndKeepsIt() throws Exception {
        DeviceIdentity made = store.identity();
        assertEquals(made.id(), new DeviceStore(state, Clock.systemUTC()).identity().id());
        DeviceKey seenByGateways = DeviceKey.read(made.publicKey()).orElseThrow();
        assertEquals(made.id(), seenByGateways.id());
        assertTrue(seenByGateways.verifies("text", made.sign("text")));
        assertFalse(made.toString().contains("PRIVATE"));
    }

    @Test
    void manyThreadsGetTheSameKey() throws Exception {
        Set<String> ids = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<String>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                work.add(() -> store.identity().id());
            }
            for (Future<String> id : threads.invokeAll(work)) {
                ids.add(id.get());
            }
        }
        assertEquals(1, ids.size());
    }

    @Test
    void refusesHalvesOfTwoKeys() throws Exception {
        Path file = state.resolve("identity/device.json");
        store.identity();
        String mine = Files.readString(file);
        Files.delete(file);
        store.identity();
        String other = Files.readString(file);
        String publicHalf = mine.replaceFirst(".*(\"publicKeyPem\":\"[^\"]*\").*\n?", "$1");
        Files.writeString(file, other.replaceFirst("\"publicKeyPem\":\"[^\"]*\"", java.util.regex.Matcher.quoteReplacement(publicHalf)));
        assertThrows(IOException.class, store::identity);
    }

    @Test
    void aTokenBelongsToOneGatewayAndOnePin() throws Exception {
        store.keep(board, "d", ROLE, token("t", "operator.read"));
        assertEquals("t", stored(board).orElseThrow().token());
        assertEquals("t", stored(Target.of("wss://BOARD.local:18789/", "test", Credentials.NONE)).orElseThrow().token());
        assertTrue(stored(board.pinned(PIN)).isEmpty());
        assertTrue(stored(Target.of("ws://board.local:18789", "test", Credentials.NONE)).isEmpty());
        assertTrue(stored(Target.of("wss://board.local:18790", "test", Credentials.NONE)).isEmpty());
        assertTrue(store.token(board, "another", ROLE).isEmpty());
        assertTrue(store.token(board, "d", "node").isEmpty());
    }

    @Test
    void theSamePinMayBeSpelledDifferently() throws Exception {
        store.keep(board.pinned(PIN), "d", ROLE, token("t"));
        assertTrue(stored(board.pinned("sha256:" + PIN.replace(":", "").toLowerCase(java.util.Locale.ROOT))).isPresent());
    }

    @Test
    void aNewTokenTakesThePlaceOfTheOldAndScopesOfOneAddUp() throws Exception {
        store.keep(board, "d", ROLE, token("t", "operator.read"));
        store.keep(board, "d", ROLE, token("t", "operator.pairing"));
        assertEquals(List.of("operator.pairing", "operator.read"), stored(board).orElseThrow().scopes());
        store.keep(board, "d", ROLE, token("new", "operator.read"));
        assertEquals(List.of("operator.read"), stored(board).orElseThrow().scopes());
    }

    @Test
    void forgetsOnlyTheTokenThatWasRefused() throws Exception {
        store.keep(board, "d", ROLE, token("newer"));
        store.forget(board, "d", ROLE, token("stale"));
        assertTrue(stored(board).isPresent());
        store.forget(board, "d", ROLE, token("newer"));
        assertTrue(stored(board).isEmpty());
    }

    @Test
    void keepsOnlySoManyTokens() throws Exception {
        for (int i = 0; i < 70; i++) {
            store.keep(Target.of("wss://board.local:" + (20_000 + i), "test", Credentials.NONE), "d", ROLE, token("t" + i));
        }
        assertTrue(stored(Target.of("wss://board.local:20000", "test", Credentials.NONE)).isEmpty());
        assertTrue(stored(Target.of("wss://board.local:20069", "test", Credentials.NONE)).isPresent());
    }
}
