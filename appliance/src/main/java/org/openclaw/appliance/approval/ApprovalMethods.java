package org.openclaw.appliance.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.ApprovalParams;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Call;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code exec.approval.*}, {@code approval.*}: questions to the owner. {@code exec.approvals.*}: the list of what needs none. */
public final class ApprovalMethods {

    private static final long MOST_MILLIS = Duration.ofHours(24).toMillis();
    private static final Access APPROVALS = Access.scope(Scope.APPROVALS);

    private final Supplier<Questions> questions;
    private final Supplier<ApprovalsFileView> file;

    /** @param questions made on the first call @param file likewise */
    public ApprovalMethods(Supplier<Questions> questions, Supplier<ApprovalsFileView> file) {
        this.questions = questions;
        this.file = file;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.staged("exec.approval.request", APPROVALS, ApprovalParams.Request.class, this::request),
                Method.staged("exec.approval.waitDecision", APPROVALS, ApprovalParams.Wait.class, this::await),
                Method.of("exec.approval.resolve", APPROVALS, ApprovalParams.Resolve.class, this::resolve),
                Method.of("exec.approval.get", APPROVALS, ApprovalParams.One.class, this::get),
                Method.of("exec.approval.list", APPROVALS, NoParams.Tolerant.class, (caller, params) -> list()),
                // Clients ask for all three kinds; this gateway has one.
                Method.of("plugin.approval.list", APPROVALS, NoParams.Tolerant.class, (caller, params) -> Json.array()),
                Method.of("openclaw.approval.list", APPROVALS, NoParams.Tolerant.class, (caller, params) -> Json.array()),
                Method.of("question.list", Access.scope(Scope.QUESTIONS), NoParams.class, (caller, params) -> none("questions")),
                Method.of("exec.approval.grants.list", APPROVALS, ApprovalParams.ListGrants.class,
                        (caller, params) -> none("grants")),
                Method.of("approval.get", APPROVALS, ApprovalParams.OneOfAnyKind.class, this::snapshot),
                Method.of("approval.resolve", APPROVALS, ApprovalParams.ResolveAny.class, this::resolveAny),
                Method.of("approval.history", APPROVALS, ApprovalParams.History.class, this::history),
                Method.of("exec.approvals.get", Access.ADMIN, NoParams.class, (caller, params) -> file.get().get()),
                Method.of("exec.approvals.set", Access.ADMIN, ApprovalParams.SetFile.class, (caller, params) ->
                        file.get().set(params.file(), params.baseHash())));
    }

    // Agents of this gateway ask nothing but for approval, and what is allowed for ever is in the approvals file.
    private static ObjectNode none(String name) {
        ObjectNode answer = Json.object();
        answer.putArray(name);
        return answer;
    }

    private void request(Call call, ApprovalParams.Request params) throws ProtocolException {
        ObjectNode shown = ApprovalRequests.shown(params);
        long patience = params.timeoutMs() == null ? Questions.PATIENCE.toMillis() : Math.min(params.timeoutMs(), MOST_MILLIS);
        boolean route = questions.get().hasRoute();
        Approval asked = questions.get().ask(params.id(), shown, Duration.ofMillis(patience));
        if (!route) {
            questions.get().end(asked.id(), Approval.Status.DENIED, "no-route");
            call.reply(decision(questions.get().find(asked.id()).orElse(asked)));
            return;
        }
        if (Boolean.TRUE.equals(params.twoPhase())) {
            call.reply(Json.object()
                    .put("status", "accepted")
                    .put("id", asked.id())
                    .put("deliveryRoute", "approval-client")
                    .put("createdAtMs", asked.createdAt())
                    .put("expiresAtMs", asked.expiresAt()));
        }
        questions.get().answer(asked.id()).thenAccept(over -> call.reply(decision(over)));
    }

    private void await(Call call, ApprovalParams.Wait params) throws ProtocolException {
        Approval known = known(params.id());
        questions.get().answer(known.id()).thenAccept(over -> call.reply(
                decision(over == null ? known : over).put("terminalReason", terminalReason(over == null ? known : over))));
    }

    private static String terminalReason(Approval over) {
        return over.reason() == null ? "timeout" : over.reason();
    }

    private static ObjectNode decision(Approval over) {
        boolean said = "user".equals(over.reason());
        return Json.object()
                .put("id", over.id())
                .put("decision", said ? over.decision().wireName() : null)
                .put("createdAtMs", over.createdAt())
                .put("expiresAtMs", over.expiresAt());
    }

    private ObjectNode resolve(Caller caller, ApprovalParams.Resolve params) throws ProtocolException {
        Optional<Decision> decision = Decision.of(params.decision()).filter(one -> one.wireName().equals(params.decision()));
        questions.get().resolve(
                params.id(), decision.orElseThrow(() -> ProtocolException.invalid("invalid decision")), name(caller));
        return Json.object().put("ok", true);
    }

    private static String name(Caller caller) {
        String named = caller.client().displayName();
        return named == null || named.isBlank() ? caller.client().id() : named;
    }

    private ObjectNode get(Caller caller, ApprovalParams.One params) throws ProtocolException {
        Approval known = known(params.id());
        if (!known.pending()) {
            throw notFound();
        }
        return Questions.view(known);
    }

    private ArrayNode list() {
        ArrayNode list = Json.array();
        questions.get().pending().forEach(approval -> list.add(Questions.view(approval)));
        return list;
    }

    private ObjectNode snapshot(Caller caller, ApprovalParams.OneOfAnyKind params) throws ProtocolException {
        ObjectNode answer = Json.object();
        return answer.set("approval", ApprovalSnapshots.of(known(params.id())));
    }

    // The same answer again is no fault: two devices may press the same button.
    private ObjectNode resolveAny(Caller caller, ApprovalParams.ResolveAny params) throws ProtocolException {
        if (!params.kind().equals("exec")) {
            throw notFound();
        }
        boolean before = !known(params.id()).pending();
        if (!before) {
            questions.get().resolve(params.id(), Decision.of(params.decision()).orElseThrow(), name(caller));
        }
        ObjectNode answer = Json.object().put("applied", !before);
        return answer.set("approval", ApprovalSnapshots.of(known(params.id())));
    }

    private ObjectNode history(Caller caller, ApprovalParams.History params) throws ProtocolException {
        int limit = params.limit() == null ? 50 : params.limit();
        int offset = offset(params.cursor());
        ObjectNode answer = Json.object();
        ArrayNode items = answer.putArray("items");
        if (params.kind() != null && !params.kind().equals("exec")) {
            return answer;
        }
        List<Approval> page = questions.get().history(limit + 1, offset);
        page.stream().limit(limit).forEach(approval -> items.add(ApprovalSnapshots.of(approval)));
        if (page.size() > limit) {
            answer.put("nextCursor", String.valueOf(offset + limit));
        }
        return answer;
    }

    private static int offset(String cursor) throws ProtocolException {
        try {
            return cursor == null ? 0 : Math.max(0, Integer.parseInt(cursor));
        } catch (NumberFormatException e) {
            throw ProtocolException.invalid("invalid cursor");
        }
    }

    private Approval known(String id) throws ProtocolException {
        return questions.get().find(id).orElseThrow(ApprovalMethods::notFound);
    }

    private static ProtocolException notFound() {
        JsonNode details = Json.object()
                .put("reason", "APPROVAL_NOT_FOUND")
                .put("remediation", "Run `openclaw approvals pending` to see what waits for an answer.");
        return new ProtocolException(ErrorShape.invalid("unknown or expired approval id").withDetails(details));
    }
}
