package org.openclaw.appliance.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.server.Await;
import org.openclaw.appliance.session.NewEntry;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;

class WarmConversationsTest {

    private static final SessionKey MAIN = SessionKey.main("main");
    private static final int LIMIT = 5;

    @TempDir
    Path folder;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private Gateway gateway;
    private Sessions sessions;
    private volatile Config config = limits(LIMIT, 3_600);
    private WarmConversations warm;

    @BeforeEach
    void start() {
        gateway = new Gateway(folder, "{}");
        sessions = gateway.sessions;
        warm = new WarmConversations(() -> config, sessions, scheduler, System::nanoTime);
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
        gateway.close();
    }

    private static Config limits(int historyLimit, int sessionTimeout) {
        ObjectNode root = Json.object();
        root.putObject("gateway").put("historyLimit", historyLimit).put("sessionTimeout", sessionTimeout);
        return new Config(root, "h");
    }

    private void say(SessionKey key, String text) {
        sessions.append(key, Conversation.user("run-" + text, text, false, 1));
    }

    private List<Message> window(SessionKey key) {
        return warm.window(key, 0, "none", run -> false);
    }

    private List<Message> onDisk(SessionKey key) {
        return Conversation.window(
                sessions.recent(key, LIMIT).stream().map(Conversation::said).toList(), 0, "none", run -> false, Map.of());
    }

    private static SessionKey key(int number) {
        return SessionKey.parse("agent:main:talk-" + number).orElseThrow();
    }

    @Test
    void givesWhatIsOnDiskWhateverHappensToTheConversation() {
        Random random = new Random(11);
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(12)) {
                case 0 -> sessions.reset(MAIN, "new");
                case 1 -> sessions.keepNewest(MAIN, 2);
                case 2 -> sessions.delete(MAIN);
                case 3 -> warm.forgetHalf();
                case 4 -> sessions.append(MAIN, many(step));
                default -> say(MAIN, "step " + step);
            }
            assertEquals(onDisk(MAIN), window(MAIN), "after step " + step);
        }
    }

    private static List<NewEntry> many(int step) {
        List<NewEntry> entries = new ArrayList<>();
        for (int i = 0; i < LIMIT + 2; i++) {
            entries.add(Conversation.notice("run", "many " + step + " " + i, i == 1, 1));
        }
        return entries;
    }

    @Test
    void keepsTheNewestMessagesOnly() {
        for (int i = 0; i < 200; i++) {
            say(MAIN, "m" + i);
        }
        assertEquals(LIMIT, window(MAIN).size());
        assertEquals(new WarmConversations.Resident(1, LIMIT, LIMIT * "m199".length()), warm.resident());

        config = limits(LIMIT + 2, 3_600);
        assertEquals(LIMIT + 2, window(MAIN).size(), "a larger limit counts at once");
        config = limits(2, 3_600);
        assertEquals(List.of(new Message.User("m198"), new Message.User("m199")), window(MAIN));
        assertEquals(2, warm.resident().messages());
    }

    @Test
    void forgetsAConversationThatHasBeenIdleAndReadsItAnewAtItsNextTurn() {
        config = limits(LIMIT, 1);
        say(MAIN, "before");
        window(MAIN);
        assertEquals(1, warm.resident().conversations());
        Await.until("the idle conversation is forgotten", () -> warm.resident().equals(new WarmConversations.Resident(0, 0, 0)));

        say(MAIN, "after");
        assertEquals(List.of(new Message.User("before"), new Message.User("after")), window(MAIN));
        assertEquals(1, warm.resident().conversations());
        Await.until("it is forgotten again", () -> warm.resident().conversations() == 0);
    }

    @Test
    void keepsFewConversationsAndFewCharacters() {
        for (int i = 0; i < WarmConversations.MOST + 3; i++) {
            say(key(i), "hello");
            window(key(i));
        }
        assertEquals(WarmConversations.MOST, warm.resident().conversations());
        assertEquals(WarmConversations.MOST / 2, warm.forgetHalf());

        for (int i = 0; i < 3; i++) {
            say(key(i), "x".repeat(WarmConversations.MOST_CHARS / 2));
            window(key(i));
            assertTrue(warm.resident().chars() <= WarmConversations.MOST_CHARS);
        }
        say(key(9), "x".repeat(WarmConversations.MOST_CHARS + 1));
        assertEquals(onDisk(key(9)), window(key(9)), "what is too large to be kept is read");
        assertTrue(warm.resident().chars() <= WarmConversations.MOST_CHARS);
    }

    @Test
    void anUnknownConversationIsEmptyAndNotKept() {
        assertEquals(List.of(), window(key(1)));
        assertEquals(0, warm.resident().conversations());
    }
}
