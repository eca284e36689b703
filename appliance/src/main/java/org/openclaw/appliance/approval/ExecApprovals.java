package org.openclaw.appliance.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Cancellation;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Decides whether a command may run on this machine, by the stricter of the configuration ({@code tools.exec}) and
 * {@code exec-approvals.json}, and asks the owner where they say so. Without either, everything that isn't on the list is
 * asked for. Thread-safe.
 */
public final class ExecApprovals {

    private static final int MOST_SHOWN = 8_000;
    private static final int MOST_PERMITS = 64;
    private static final TaggedLogger LOG = Logger.tag("approvals");

    private final Supplier<Config> config;
    private final Function<String, JsonNode> agents;
    private final ApprovalsFile file;
    private final Questions questions;
    private final Path home;
    private final Clock clock;
    // What was allowed once for a call that didn't wait, until it is made again.
    private final Map<String, Permit> permits = new LinkedHashMap<>();

    private record Permit(ExecRequest request, Programs programs, String approvalId) {}

    /**
     * @param agents the {@code tools} section of an agent's own configuration, or a missing node
     * @param home what {@code ~} means on the list
     */
    public ExecApprovals(
            Supplier<Config> config,
            Function<String, JsonNode> agents,
            ApprovalsFile file,
            Questions questions,
            Path home,
            Clock clock) {
        this.config = config;
        this.agents = agents;
        this.file = file;
        this.questions = questions;
        this.home = home;
        this.clock = clock;
    }

    /** What holds for an agent. @throws IOException when the approvals file can't be trusted */
    public ExecPolicy policy(String agentId) throws IOException {
        return configured(agentId).stricter(file.read().policy(agentId));
    }

    private ExecPolicy configured(String agentId) {
        return ExecPolicy.configured(agents.apply(agentId).path("exec"), config.get().at("tools.exec"));
    }

    /**
     * Decides, asks where it must, and waits for the answer.
     *
     * @param deadline until when to wait
     * @param told gets a sentence when somebody is asked
     */
    public Verdict authorize(ExecRequest request, Cancellation cancellation, Instant deadline, Consumer<String> told)
            throws InterruptedException {
        Weighed weighed = weigh(request);
        if (weighed.verdict() != null) {
            return weighed.verdict();
        }
        Duration patience = Duration.between(clock.instant(), deadline);
        Approval asked;
        try {
            asked = ask(request, weighed, patience.compareTo(Questions.PATIENCE) < 0 ? patience : Questions.PATIENCE);
        } catch (ProtocolException e) {
            return new Verdict.Denied("The owner can't be asked: " + e.getMessage());
        }
        told.accept("Waiting for approval " + asked.id() + ". The owner allows it with `openclaw approvals approve "
                + asked.id() + "`, or /approve " + asked.id() + " in the chat.");
        CompletableFuture<Approval> answer = questions.answer(asked.id()).copy();
        Runnable forget = cancellation.onCancel(() -> answer.cancel(false));
        try {
            return verdict(request, weighed, await(asked, answer, patience));
        } finally {
            forget.run();
            questions.end(asked.id(), Approval.Status.CANCELLED, cancelReason(cancellation));
        }
    }

    private static String cancelReason(Cancellation cancellation) {
        return cancellation.reason().filter(Cancellation.Reason.SHUTDOWN::equals).isPresent()
                ? "gateway-restart"
                : "run-aborted";
    }

    /** Decides without waiting. Where somebody has to be asked, the same request can be made again once it was allowed. */
    public Verdict authorizeLater(ExecRequest request) {
        Weighed weighed = weigh(request);
        if (weighed.verdict() != null) {
            return weighed.verdict();
        }
        Permit known = permit(request, weighed.programs());
        if (known != null) {
            Approval asked = questions.find(known.approvalId()).orElse(null);
            if (asked != null && asked.pending()) {
                return new Verdict.Asked(asked.id());
            }
            forget(known);
            if (asked != null) {
                return verdict(request, weighed, asked);
            }
        }
        try {
            Approval asked = ask(request, weighed, Questions.PATIENCE);
            remember(new Permit(request, weighed.programs(), asked.id()));
            return new Verdict.Asked(asked.id());
        } catch (ProtocolException e) {
            return new Verdict.Denied("The owner can't be asked: " + e.getMessage());
        }
    }

    /** Whether what was allowed is still what would run: the programs are the same and nothing was forbidden meanwhile. */
    public boolean stillHolds(ExecRequest request, Verdict.Allowed allowed) {
        try {
            return policy(request.agentId()).security() != ExecPolicy.Security.DENY
                    && allowed.seal().isOf(Programs.of(request.command(), request.cwd(), request.searchPath()));
        } catch (IOException e) {
            return false;
        }
    }

    /** @param verdict null when somebody has to be asked */
    private record Weighed(Verdict verdict, ExecPolicy policy, Programs programs, boolean listed) {}

    private Weighed weigh(ExecRequest request) {
        ApprovalsFile.Document document;
        try {
            document = file.read();
        } catch (IOException e) {
            LOG.error("{} can't be used, so nothing is run: {}", file.path(), e.getMessage());
            return new Weighed(
                    new Verdict.Denied("The gateway's list of approvals is damaged, so no command is run until the owner "
                            + "mends it: `openclaw approvals get` shows what is wrong."),
                    ExecPolicy.STANDARD, Programs.UNKNOWN, false);
        }
        ExecPolicy policy = configured(request.agentId()).stricter(document.policy(request.agentId()));
        Programs programs = Programs.of(request.command(), request.cwd(), request.searchPath());
        boolean listed = request.env().isEmpty()
                && Allowlist.admits(document.allowlist(request.agentId()), programs, request.cwd(), home);
        return new Weighed(withoutAsking(policy, programs, listed), policy, programs, listed);
    }

    private static Verdict withoutAsking(ExecPolicy policy, Programs programs, boolean listed) {
        boolean asks = policy.ask() == ExecPolicy.Ask.ALWAYS || (policy.ask() == ExecPolicy.Ask.ON_MISS && !listed);
        if (policy.security() == ExecPolicy.Security.DENY) {
            return new Verdict.Denied("Commands are not run on this machine: exec is denied (tools.exec.mode or "
                    + "exec-approvals.json).");
        }
        if (asks) {
            return null;
        }
        return listed || policy.security() == ExecPolicy.Security.FULL
                ? new Verdict.Allowed(new Verdict.Seal(programs))
                : new Verdict.Denied("This command is not on the list of allowed ones, and nobody is asked "
                        + "(tools.exec.mode is allowlist). The owner can add it: `openclaw approvals allowlist add <path>`.");
    }

    private Approval ask(ExecRequest request, Weighed weighed, Duration patience) throws ProtocolException {
        if (request.command().length() > MOST_SHOWN || request.env().toString().length() > MOST_SHOWN) {
            // Nobody may have to approve what can't be shown whole.
            throw ProtocolException.invalid("the command is longer than " + MOST_SHOWN
                    + " characters; write it to a file and run that");
        }
        boolean always = weighed.programs().known()
                && request.env().isEmpty()
                && weighed.policy().ask() != ExecPolicy.Ask.ALWAYS;
        ObjectNode shown = Json.object();
        shown.put("command", VisibleText.of(request.command()));
        shown.put("cwd", request.cwd().toString());
        shown.putNull("nodeId");
        shown.put("host", "gateway")
                .put("security", weighed.policy().security().wireName())
                .put("ask", weighed.policy().ask().wireName());
        if (request.env().isEmpty()) {
            shown.putNull("warningText");
        } else {
            shown.put("warningText", "It changes its environment: " + VisibleText.of(new TreeMap<>(request.env()).toString()));
        }
        var allowed = shown.putArray("allowedDecisions").add(Decision.ALLOW_ONCE.wireName());
        if (always) {
            allowed.add(Decision.ALLOW_ALWAYS.wireName());
        }
        allowed.add(Decision.DENY.wireName());
        shown.put("agentId", request.agentId());
        shown.put("resolvedPath", weighed.programs().known() ? weighed.programs().list().getFirst().path().toString() : null);
        shown.put("sessionKey", request.sessionKey());
        shown.put("runId", request.runId());
        shown.put("toolCallId", request.toolCallId());
        return questions.ask(null, shown, patience);
    }

    private Approval await(Approval asked, CompletableFuture<Approval> answer, Duration patience) throws InterruptedException {
        try {
            return answer.get(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            questions.end(asked.id(), Approval.Status.EXPIRED, "timeout");
            return questions.find(asked.id()).orElse(asked);
        } catch (ExecutionException | CancellationException e) {
            return asked.over(Approval.Status.CANCELLED, "run-aborted", clock.millis());
        }
    }

    private Verdict verdict(ExecRequest request, Weighed weighed, Approval over) {
        if (over.status() == Approval.Status.ALLOWED) {
            if (over.decision() == Decision.ALLOW_ALWAYS) {
                remember(request, weighed.programs());
            }
            return new Verdict.Allowed(new Verdict.Seal(weighed.programs()));
        }
        boolean fallsBack = over.status() == Approval.Status.EXPIRED
                && (weighed.policy().fallback() == ExecPolicy.Security.FULL
                                && weighed.policy().security() == ExecPolicy.Security.FULL
                        || weighed.policy().fallback() != ExecPolicy.Security.DENY && weighed.listed());
        return fallsBack
                ? new Verdict.Allowed(new Verdict.Seal(weighed.programs()))
                : new Verdict.Denied("The command was not run. " + over.sentence());
    }

    private void remember(ExecRequest request, Programs programs) {
        try {
            file.allow(request.agentId(), Allowlist.entriesFor(programs, request.cwd()));
        } catch (IOException e) {
            LOG.warn("a command that was always allowed could not be put on the list: {}", e.getMessage());
        }
    }

    private Permit permit(ExecRequest request, Programs programs) {
        synchronized (permits) {
            return permits.values().stream()
                    .filter(permit -> permit.programs().equals(programs) && same(permit.request(), request))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static boolean same(ExecRequest one, ExecRequest other) {
        return one.agentId().equals(other.agentId())
                && one.command().equals(other.command())
                && one.cwd().equals(other.cwd())
                && one.env().equals(other.env());
    }

    private void remember(Permit permit) {
        synchronized (permits) {
            permits.put(permit.approvalId(), permit);
            if (permits.size() > MOST_PERMITS) {
                permits.remove(permits.keySet().iterator().next());
            }
        }
    }

    private void forget(Permit permit) {
        synchronized (permits) {
            permits.remove(permit.approvalId());
        }
    }
}
