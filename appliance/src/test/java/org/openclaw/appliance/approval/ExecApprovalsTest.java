package org.openclaw.appliance.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.store.Store;

class ExecApprovalsTest {

    private static final String PATH = "/usr/bin:/bin";

    @TempDir
    Path folder;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Cancellation cancellation = new Cancellation();
    private Store store;
    private Questions questions;
    private ApprovalsFile file;
    private ExecApprovals approvals;
    private final ObjectNode config = Json.object();
    private final CompletableFuture<Approval> question = new CompletableFuture<>();

    @BeforeEach
    void open() throws Exception {
        folder = folder.toRealPath();
        store = Store.open(folder.resolve("state.sqlite"));
        questions = questions();
        file = new ApprovalsFile(folder.resolve("exec-approvals.json"));
        approvals = approvals();
    }

    @AfterEach
    void close() {
        workers.shutdownNow();
        scheduler.shutdownNow();
        store.close();
    }

    private Questions questions() {
        return new Questions(store, new Events(), scheduler, workers, Clock.systemUTC());
    }

    /** Every row: the configured section, the file's defaults, whether the command is listed, and what comes of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {} | {} | false | ask
        {} | {} | true | allow
        {"mode":"deny"} | {} | true | deny
        {"mode":"allowlist"} | {} | true | allow
        {"mode":"allowlist"} | {} | false | deny
        {"mode":"ask"} | {} | false | ask
        {"mode":"auto"} | {} | false | ask
        {"mode":"full"} | {} | false | allow
        {"mode":"full"} | {"security":"deny"} | true | deny
        {"mode":"full"} | {"security":"allowlist"} | false | deny
        {"mode":"full"} | {"security":"allowlist"} | true | allow
        {"mode":"full"} | {"security":"allowlist","ask":"on-miss"} | false | ask
        {"mode":"full"} | {"ask":"always"} | true | ask
        {"mode":"full"} | {"security":"full","ask":"off"} | false | allow
        {"mode":"deny"} | {"security":"full","ask":"off"} | true | deny
        {} | {"security":"full","ask":"off"} | false | ask
        {"mode":"full"} | {"security":"ful"} | true | deny
        {"mode":"full"} | {"ask":"of"} | true | ask
        {"security":"full","ask":"off"} | {} | false | allow
        {"security":"full","ask":"on-miss"} | {} | false | ask
        {"security":"full","ask":"on-miss"} | {} | true | allow
        {"security":"allowlist","ask":"always"} | {} | true | ask
        """)
    void takesTheStricterOfConfigurationAndFile(String exec, String defaults, boolean listed, String outcome) throws Exception {
        config.withObject("tools").set("exec", Json.parse(exec));
        ObjectNode document = Json.object().put("version", 1);
        document.set("defaults", Json.parse(defaults));
        if (listed) {
            document.withObject("agents").withObject("main").withArray("allowlist").addObject().put("pattern", "ls");
        }
        file.replace(document, null);

        Verdict verdict = approvals().authorizeLater(request("ls -la"));

        assertEquals(outcome, switch (verdict) {
            case Verdict.Allowed allowed -> "allow";
            case Verdict.Denied denied -> "deny";
            case Verdict.Asked asked -> "ask";
        });
    }

    @Test
    void runsNothingWithADamagedFile() throws Exception {
        config.withObject("tools").withObject("exec").put("mode", "full");
        for (String text : new String[] {"{", "[]", "{\"version\":2}", "", "\u0000"}) {
            Files.writeString(file.path(), text);
            assertInstanceOf(Verdict.Denied.class, approvals().authorizeLater(request("ls")), text);
        }
    }

    @Test
    void waitsForTheOwner() throws Exception {
        CompletableFuture<Verdict> verdict = authorize("ls -la");
        Approval asked = awaitQuestion();
        assertEquals("ls -la", asked.request().path("command").asText());
        assertEquals(folder.toString(), asked.request().path("cwd").asText());
        questions.resolve(asked.id(), Decision.ALLOW_ONCE, "test");

        Verdict.Allowed allowed = assertInstanceOf(Verdict.Allowed.class, verdict.get(20, TimeUnit.SECONDS));
        assertTrue(approvals().stillHolds(request("ls -la"), allowed));
        assertFalse(approvals().stillHolds(request("ls -l"), allowed));
        assertInstanceOf(Verdict.Asked.class, approvals().authorizeLater(request("ls -la")));
    }

    @Test
    void isDeniedByTheOwnerAndToldSo() throws Exception {
        CompletableFuture<Verdict> verdict = authorize("ls");
        questions.resolve(awaitQuestion().id(), Decision.DENY, "test");
        assertTrue(assertInstanceOf(Verdict.Denied.class, verdict.get(20, TimeUnit.SECONDS)).sentence().contains("denied"));
    }

    @Test
    void endsTheQuestionWithItsTurn() throws Exception {
        CompletableFuture<Verdict> verdict = authorize("ls");
        Approval asked = awaitQuestion();
        cancellation.cancel(Cancellation.Reason.REQUESTED);
        assertInstanceOf(Verdict.Denied.class, verdict.get(20, TimeUnit.SECONDS));
        assertEquals(Approval.Status.CANCELLED, questions.find(asked.id()).orElseThrow().status());
        assertThrows(ProtocolException.class, () -> questions.resolve(asked.id(), Decision.ALLOW_ONCE, "late"));
    }

    @Test
    void deniesWhatNobodyAnswersInTime() throws Exception {
        Verdict verdict = approvals().authorize(
                request("ls"), cancellation, Instant.now().plusMillis(100), told -> {});
        assertTrue(assertInstanceOf(Verdict.Denied.class, verdict).sentence().contains("in time"));
    }

    @Test
    void remembersAlwaysForThisVeryCommandInThisFolder() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        CompletableFuture<Verdict> verdict = authorize("ls -la");
        questions.resolve(awaitQuestion().id(), Decision.ALLOW_ALWAYS, "test");
        verdict.get(20, TimeUnit.SECONDS);

        assertInstanceOf(Verdict.Allowed.class, approvals().authorizeLater(request("ls -la")));
        assertInstanceOf(Verdict.Allowed.class, approvals().authorizeLater(request("ls   '-la'")));
        assertInstanceOf(Verdict.Asked.class, approvals().authorizeLater(request("ls -la /etc")));
        assertInstanceOf(Verdict.Asked.class, approvals().authorizeLater(request("ls -la && rm x")));
        assertInstanceOf(Verdict.Asked.class, approvals().authorizeLater(request("ls -la > x")));
        assertInstanceOf(Verdict.Asked.class, approvals().authorizeLater(new ExecRequest(
                "main", null, null, null, "ls -la", other, Map.of(), PATH)));
        assertInstanceOf(Verdict.Asked.class, approvals().authorizeLater(new ExecRequest(
                "main", null, null, null, "ls -la", folder, Map.of("LS_COLORS", "x"), PATH)));
        assertInstanceOf(Verdict.Asked.class, approvals().authorizeLater(new ExecRequest(
                "guest", null, null, null, "ls -la", folder, Map.of(), PATH)));
    }

    /** The file of the program is another one by the time the owner has answered. */
    @Test
    void noticesAProgramPutInPlaceOfTheApprovedOne() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path program = Files.writeString(bin.resolve("tool"), "#!/bin/sh\necho good\n");
        assertTrue(program.toFile().setExecutable(true));
        CompletableFuture<Verdict> verdict = authorize(bin + "/tool run");
        Approval asked = awaitQuestion();
        Files.writeString(program, "#!/bin/sh\necho evil\n");
        questions.resolve(asked.id(), Decision.ALLOW_ALWAYS, "test");

        Verdict.Allowed allowed = assertInstanceOf(Verdict.Allowed.class, verdict.get(20, TimeUnit.SECONDS));
        assertFalse(approvals().stillHolds(request(bin + "/tool run"), allowed));
        assertInstanceOf(Verdict.Asked.class, approvals().authorizeLater(request(bin + "/tool run")));
    }

    @Test
    void noticesAProgramThatComesEarlierOnThePath() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        String path = bin + ":" + PATH;
        ExecRequest request = new ExecRequest("main", null, null, null, "ls", folder, Map.of(), path);
        config.withObject("tools").withObject("exec").put("mode", "full");
        Verdict.Allowed allowed = assertInstanceOf(Verdict.Allowed.class, approvals().authorizeLater(request));
        assertTrue(Files.writeString(bin.resolve("ls"), "#!/bin/sh\nrm -rf /\n").toFile().setExecutable(true));
        assertFalse(approvals().stillHolds(request, allowed));
    }

    @Test
    void neverOffersAlwaysForWhatItCannotTellApart() throws Exception {
        for (String command : new String[] {"echo $HOME", "ls > x", "nosuchprogram x", "python3 -c 1 &"}) {
            Verdict.Asked asked = assertInstanceOf(Verdict.Asked.class, approvals().authorizeLater(request(command)));
            assertFalse(questions.find(asked.approvalId()).orElseThrow().request().path("allowedDecisions").toString()
                    .contains("allow-always"), command);
            assertThrows(ProtocolException.class, () ->
                    questions.resolve(asked.approvalId(), Decision.ALLOW_ALWAYS, "test"));
            questions.resolve(asked.approvalId(), Decision.DENY, "test");
        }
    }

    @Test
    void asksForNothingThatCannotBeShownWhole() {
        assertInstanceOf(Verdict.Denied.class, approvals().authorizeLater(request("echo " + "x".repeat(9_000))));
        assertEquals(0, questions.pending().size());
    }

    @Test
    void letsACallThatDidNotWaitBeMadeAgainOnce() throws Exception {
        Verdict.Asked asked = assertInstanceOf(Verdict.Asked.class, approvals.authorizeLater(request("ls")));
        assertEquals(asked, approvals.authorizeLater(request("ls")));
        questions.resolve(asked.approvalId(), Decision.ALLOW_ONCE, "test");
        assertInstanceOf(Verdict.Allowed.class, approvals.authorizeLater(request("ls")));
        assertInstanceOf(Verdict.Asked.class, approvals.authorizeLater(request("ls")));
    }

    @Test
    void endsWhatWaitedWhenTheGatewayWasStopped() throws Exception {
        Verdict.Asked asked = assertInstanceOf(Verdict.Asked.class, approvals().authorizeLater(request("ls")));
        Questions next = questions();

        Approval over = next.find(asked.approvalId()).orElseThrow();
        assertEquals(Approval.Status.CANCELLED, over.status());
        assertEquals("gateway-restart", over.reason());
        assertTrue(over.sentence().contains("restarted"));
        assertThrows(ProtocolException.class, () -> next.resolve(asked.approvalId(), Decision.ALLOW_ONCE, "late"));
        assertEquals(0, next.pending().size());
        assertEquals(1, next.history(10, 0).size());
    }

    @Test
    void refusesAStaleReplacementOfTheFile() throws Exception {
        ApprovalsFile.Document before = file.read();
        file.replace(Json.object().put("version", 1), before.hash());
        assertThrows(ApprovalsFile.StaleException.class, () -> file.replace(Json.object().put("version", 1), before.hash()));
    }

    @Test
    void obeysApproveOfTheOwnerAlone() throws Exception {
        Verdict.Asked asked = assertInstanceOf(Verdict.Asked.class, approvals().authorizeLater(request("ls")));
        ApproveCommand command = new ApproveCommand(questions);
        assertTrue(command.answer(asked.approvalId(), false, "guest").contains("Only the owner"));
        assertTrue(command.answer("", true, "owner").contains("ls"));
        assertTrue(command.answer(asked.approvalId() + " perhaps", true, "owner").contains("once, always or deny"));
        assertEquals("Allowed once.", command.answer(asked.approvalId().substring(0, 8), true, "owner"));
        assertTrue(command.answer(asked.approvalId(), true, "owner").contains("The owner allowed it"));
        assertEquals("Nothing waits for approval.", command.answer(" ", true, "owner"));
    }

    private ExecApprovals approvals() {
        Config snapshot = new Config(config, "h");
        return new ExecApprovals(
                () -> snapshot, agentId -> (JsonNode) Json.object(), file, questions, folder, Clock.systemUTC());
    }

    private ExecRequest request(String command) {
        return new ExecRequest("main", "agent:main:main", "run", "call", command, folder, Map.of(), PATH);
    }

    private CompletableFuture<Verdict> authorize(String command) {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        questions.listen(approval -> {
            if (approval.pending()) {
                question.complete(approval);
            }
        });
        workers.execute(() -> {
            try {
                verdict.complete(approvals().authorize(
                        request(command), cancellation, Instant.now().plusSeconds(20), told -> {}));
            } catch (InterruptedException e) {
                verdict.completeExceptionally(e);
            }
        });
        return verdict;
    }

    private Approval awaitQuestion() throws Exception {
        return question.get(20, TimeUnit.SECONDS);
    }
}
