package org.openclaw.appliance.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.protocol.ConfigParams;
import org.openclaw.appliance.protocol.DeviceParams;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.ClientInfo;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.Methods;
import org.openclaw.appliance.rpc.Subscriptions;

class AuditTest {

    @TempDir
    Path state;

    private Path file;
    private AuditTrail trail;
    private Audited audited;

    @BeforeEach
    void open() {
        file = AuditTrail.in(state);
        trail = new AuditTrail(file, Clock.systemUTC());
        audited = new Audited(trail);
    }

    @Test
    void keepsWhoDidWhatWithoutWhatWasWritten() throws Exception {
        call(Method.of("config.patch", Access.ADMIN, ConfigParams.Patch.class, (caller, params) -> "ok"),
                "{\"raw\":\"{gateway:{auth:{token:'hunter22hunter22'}}}\"}");
        call(Method.of("device.pair.approve", Access.ADMIN, DeviceParams.Request.class, (caller, params) -> "ok"),
                "{\"requestId\":\"req-1\"}");

        List<JsonNode> lines = lines();
        assertEquals("config.patch", lines.get(0).path("action").asText());
        assertEquals("done", lines.get(0).path("outcome").asText());
        assertEquals("panel", lines.get(0).path("actor").path("client").asText());
        assertEquals("device-7", lines.get(0).path("actor").path("deviceId").asText());
        assertFalse(Files.readString(file).contains("hunter22"));
        assertEquals("req-1", lines.get(1).path("target").path("requestId").asText());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void keepsWhatWasRefusedToo() throws Exception {
        ResponseFrame answer = call(
                Method.of("config.set", Access.ADMIN, ConfigParams.Set.class, (caller, params) -> {
                    throw new ProtocolException(ErrorShape.invalid("no"));
                }),
                "{\"raw\":\"{}\"}");

        assertEquals(ErrorCode.INVALID_REQUEST, answer.error().code());
        assertEquals("refused", lines().getFirst().path("outcome").asText());
    }

    @Test
    void leavesReadingAlone() {
        for (Method<?> method : List.of(
                Method.of("config.get", Access.READ, NoParams.class, (caller, params) -> "x"),
                Method.of("device.pair.list", Access.ADMIN, NoParams.class, (caller, params) -> "x"),
                Method.of("chat.send", Access.WRITE, NoParams.class, (caller, params) -> "x"))) {
            assertSame(method, audited.around(method));
        }
    }

    @Test
    void keepsAMegabyteAtMost() throws IOException {
        for (int i = 0; i < 6_000; i++) {
            trail.add("test", Json.object().put("text", "x".repeat(200)));
        }

        long size = Files.size(file) + Files.size(file.resolveSibling("audit.1.jsonl"));
        assertTrue(size <= 1024 * 1024, size + " bytes");
    }

    private ResponseFrame call(Method<?> method, String params) throws Exception {
        List<ResponseFrame> answers = new ArrayList<>();
        ClientInfo client = new ClientInfo("panel", "1", "linux", "ui", "Kitchen panel", null, null, null, null);
        Grant grant = new Grant(Role.OPERATOR, List.of("operator.admin"), "device-token", "device-7");
        Caller caller = new Caller("c1", grant, client, "192.168.1.7", Set.of(), new Subscriptions());
        new Dispatcher(new Methods().add(audited.around(method)), Runnable::run)
                .dispatch(
                        caller,
                        RequestFrame.read(Json.parse("{\"type\":\"req\",\"id\":\"1\",\"method\":\"" + method.name()
                                + "\",\"params\":" + params + "}")),
                        answers::add);
        return answers.getFirst();
    }

    private List<JsonNode> lines() throws IOException {
        return Files.readAllLines(file).stream().map(Json::parseOwn).toList();
    }
}
