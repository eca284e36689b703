package org.openclaw.appliance.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.provider.SampleDevice;
import org.openclaw.appliance.rpc.Broadcast;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.ClientInfo;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Methods;
import org.openclaw.appliance.rpc.Subscriptions;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.skill.Skills;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.tool.Tools;

/** Agents on a real database behind the real dispatcher; only the model is scripted. */
public final class Gateway implements AutoCloseable {

    static final Duration GRACE = Duration.ofMillis(50);
    private static final long PATIENCE_SECONDS = 20;

    public final ScriptedModel model = new ScriptedModel();
    public final Sessions sessions;
    public final Agents agents;
    public final Models models;
    public final AgentParts parts;
    public final Tools tools = new Tools();
    public final Events events = new Events();
    public final SystemEvents notes = new SystemEvents();
    public final Clock clock = Clock.systemUTC();
    public final Lifecycle lifecycle = new Lifecycle(clock);
    final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    private final Store store;
    private final Dispatcher dispatcher;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    public Gateway(Path folder, String config) {
        Config snapshot = new Config(parse(config), "h");
        Environment environment = new Environment(Map.of("PATH", "/bin"), folder, folder, "tester");
        models = new Models(() -> snapshot, name -> null, new SampleDevice(), clock);
        agents = new Agents(() -> snapshot, models, folder.resolve("workspace"), folder);
        store = Store.open(folder.resolve("state.sqlite"));
        sessions = new Sessions(store, events, agents, clock);
        parts = AgentParts.of(
                () -> snapshot, agents, sessions, models, model, tools, notes, events, lifecycle, scheduler, workers,
                new AgentParts.Board(false, new Skills(() -> snapshot, () -> environment, folder.resolve("state"))), GRACE);
        Methods methods = new Methods();
        ReplyWay nowhere = (channel, to) -> (run, text) -> Optional.empty();
        new AgentMethods(agents, sessions, parts.runs(), parts.waits(), nowhere).methods().forEach(methods::add);
        new ChatMethods(agents, sessions, parts, events, clock).methods().forEach(methods::add);
        dispatcher = new Dispatcher(methods, workers);
    }

    private static JsonNode parse(String text) {
        try {
            return Json.parse(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    Caller connect(Set<String> caps, String... scopes) {
        Caller caller = new Caller(
                "c1", new Grant(Role.OPERATOR, List.of(scopes), "token"),
                new ClientInfo("test", "1", "linux", "ui", null, null, null, null, null), "127.0.0.1", caps,
                new Subscriptions());
        events.join(new Events.Subscriber() {
            @Override
            public Caller caller() {
                return caller;
            }

            @Override
            public void deliver(Broadcast broadcast) {
                heard.add(Json.parseOwn(new String(broadcast.frame(1), StandardCharsets.UTF_8)));
            }
        });
        return caller;
    }

    Caller owner() {
        return connect(Set.of(), "operator.admin");
    }

    /** Sends a request. The answers arrive in the queue. */
    BlockingQueue<ResponseFrame> send(Caller caller, String method, ObjectNode params) {
        BlockingQueue<ResponseFrame> answers = new LinkedBlockingQueue<>();
        dispatcher.dispatch(caller, new RequestFrame("1", method, params), answers::add);
        return answers;
    }

    static ResponseFrame next(BlockingQueue<ResponseFrame> answers) throws InterruptedException {
        ResponseFrame answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer");
        }
        return answer;
    }

    /** The payload of a call that must succeed. */
    JsonNode ask(Caller caller, String method, ObjectNode params) throws InterruptedException {
        ResponseFrame answer = next(send(caller, method, params));
        if (!answer.ok()) {
            throw new AssertionError(method + ": " + answer.error().message());
        }
        return Json.tree(answer.payload());
    }

    /** Waits for the run's end and its answer to agent.wait. */
    JsonNode end(Caller caller, String runId) throws InterruptedException {
        return ask(caller, "agent.wait", Json.object().put("runId", runId).put("timeoutMs", 20_000));
    }

    /** Waits until the model was asked. */
    void awaitAsked() throws InterruptedException {
        if (model.asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS) == null) {
            throw new AssertionError("the model was not asked");
        }
    }

    static ObjectNode chat(String id, String message) {
        return Json.object().put("sessionKey", "main").put("message", message).put("idempotencyKey", id);
    }

    static ObjectNode agent(String id, String message) {
        return Json.object().put("message", message).put("idempotencyKey", id);
    }

    List<JsonNode> heard(String event) {
        return heard.stream()
                .filter(frame -> frame.path("event").asText().equals(event))
                .map(frame -> frame.get("payload"))
                .toList();
    }

    @Override
    public void close() {
        model.gate.countDown();
        parts.runs().stop(Duration.ofSeconds(5));
        workers.close();
        scheduler.shutdownNow();
        store.close();
    }
}
