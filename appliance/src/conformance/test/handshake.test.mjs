import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import WebSocket from "ws";
import { connectOfficial } from "../lib/client.mjs";
import { startGateway, TOKEN } from "../lib/gateway.mjs";
import { connectParams, connectRaw, RawSocket } from "../lib/raw.mjs";
import { assertValid } from "../lib/schema.mjs";

// The published schema closes `auth` without `method`; the program it was published with sends it all the same.
function assertHello(hello) {
  const { method, ...auth } = hello.auth;
  assert.equal(method, "token");
  assertValid("HelloOk", { ...hello, auth });
}

let gateway;
before(async () => (gateway = await startGateway()));
after(() => gateway.stop());

const withToken = (overrides = {}) => connectParams({ auth: { token: TOKEN }, ...overrides });

test("the official client is let in with the token", async () => {
  const session = await connectOfficial(gateway);
  assertHello(session.hello);
  assert.equal(session.hello.protocol, 4);
  assert.equal(session.hello.auth.role, "operator");
  assert.deepEqual(session.hello.snapshot.sessionDefaults.mainSessionKey, "agent:main:main");
  assert.equal(session.hello.policy.tickIntervalMs, 30000);
  session.stop();
});

test("the official client is told when its token is wrong", async () => {
  await assert.rejects(connectOfficial(gateway, { token: "wrong" }), (error) => {
    assert.match(error.message, /unauthorized: gateway token mismatch/);
    return true;
  });
});

test("the challenge comes first, and no extension is negotiated", async () => {
  const socket = new WebSocket(gateway.url, { perMessageDeflate: true });
  const first = await new Promise((done) => socket.once("message", (data) => done(JSON.parse(data.toString()))));
  assert.equal(first.event, "connect.challenge");
  assert.match(first.payload.nonce, /^[0-9a-f-]{36}$/);
  assert.equal(typeof first.payload.ts, "number");
  assert.equal("seq" in first, false);
  assert.equal(socket.extensions, "");
  socket.terminate();
});

test("the token works in the password field, too", async () => {
  const socket = await connectRaw(gateway.url, connectParams({ auth: { password: TOKEN } }));
  assert.equal(socket.answer.ok, true);
  socket.close();
});

test("every official field of connect is accepted", async () => {
  const socket = await connectRaw(
    gateway.url,
    withToken({
      client: {
        id: "cli", version: "1", platform: "linux", mode: "cli", displayName: "me", buildId: "b", deviceFamily: "Linux",
        modelIdentifier: "board", timeZone: "Europe/Vienna", instanceId: "i-1",
      },
      caps: ["tool-events"], locale: "en", userAgent: "test/1",
    }),
  );
  assert.equal(socket.answer.ok, true, JSON.stringify(socket.answer));
  assertHello(socket.answer.payload);
  socket.close();
});

test("a device block does not break the handshake", async () => {
  const { generateKeyPairSync, createHash, sign } = await import("node:crypto");
  const socket = new RawSocket(gateway.url);
  await socket.opened;
  const challenge = await socket.event("connect.challenge");
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  const id = createHash("sha256").update(raw).digest("hex");
  const { nonce, ts } = challenge.payload;
  const payload = ["v2", id, "cli", "cli", "operator", "operator.read", ts, TOKEN, nonce].join("|");
  const answer = await socket.request(
    "c",
    "connect",
    withToken({
      scopes: ["operator.read"],
      device: {
        id, publicKey: raw.toString("base64url"), nonce, signedAt: ts,
        signature: sign(null, Buffer.from(payload), privateKey).toString("base64url"),
      },
    }),
  );
  assert.equal(answer.ok, true, JSON.stringify(answer));
  socket.close();
});

test("refusals before hello have the codes and words of the protocol", async (t) => {
  const refuse = async (name, send, error, close) =>
    t.test(name, async () => {
      const socket = new RawSocket(gateway.url);
      await socket.opened;
      await socket.event("connect.challenge");
      send(socket);
      if (error) {
        const answer = await socket.next((frame) => frame.type === "res");
        assert.equal(answer.ok, false);
        assert.equal(answer.error.code, error.code);
        assert.match(answer.error.message, error.message);
        if (error.details) for (const [key, value] of Object.entries(error.details)) assert.deepEqual(answer.error.details[key], value);
      }
      const closed = await socket.closed;
      assert.equal(closed.code, close.code);
      if (close.reason !== undefined) assert.match(closed.reason, close.reason);
    });
  const req = (params, method = "connect") => ({ type: "req", id: "1", method, params });

  await refuse("not JSON", (s) => s.send("{"), null, { code: 1000, reason: /^$/ });
  await refuse("an array", (s) => s.send("[]"), null, { code: 1008, reason: /invalid request frame/ });
  await refuse("an event frame", (s) => s.send({ type: "event", event: "x" }), null, { code: 1008, reason: /invalid request frame/ });
  await refuse(
    "another method first", (s) => s.send(req({}, "health")),
    { code: "INVALID_REQUEST", message: /^invalid handshake: first request must be connect$/ },
    { code: 1008, reason: /first request must be connect/ },
  );
  await refuse(
    "an unknown property", (s) => s.send(req(withToken({ foo: 1 }))),
    { code: "INVALID_REQUEST", message: /^invalid connect params: at root: unexpected property 'foo'$/ },
    { code: 1008, reason: /invalid connect params/ },
  );
  await refuse(
    "an unknown client id", (s) => s.send(req(withToken({ client: { id: "nobody", version: "1", platform: "x", mode: "cli" } }))),
    { code: "INVALID_REQUEST", message: /at \/client\/id: must be equal to one of the allowed values/ },
    { code: 1008 },
  );
  await refuse(
    "no version in common", (s) => s.send(req(withToken({ minProtocol: 3, maxProtocol: 3 }))),
    { code: "INVALID_REQUEST", message: /^protocol mismatch$/, details: { code: "PROTOCOL_MISMATCH", expectedProtocol: 4, minimumProbeProtocol: 3 } },
    { code: 1002, reason: /protocol mismatch/ },
  );
  await refuse(
    "an unknown role", (s) => s.send(req(withToken({ role: "king" }))),
    { code: "INVALID_REQUEST", message: /^invalid role$/ }, { code: 1008 },
  );
  await refuse(
    "a wrong token", (s) => s.send(req(connectParams({ auth: { token: "wrong" } }))),
    { code: "INVALID_REQUEST", message: /^unauthorized: gateway token mismatch/, details: { code: "AUTH_TOKEN_MISMATCH", authReason: "token_mismatch", canRetryWithDeviceToken: false, recommendedNextStep: "update_auth_credentials" } },
    { code: 1008, reason: /^unauthorized: gateway token mismatch/ },
  );
  await refuse(
    "neither secret nor device", (s) => s.send(req(connectParams())),
    { code: "NOT_PAIRED", message: /^device identity required$/, details: { code: "DEVICE_IDENTITY_REQUIRED" } },
    { code: 1008 },
  );
  await refuse("more than 64 KiB", (s) => s.send(req(withToken({ userAgent: "x".repeat(70_000) }))), null, { code: 1009 });
});

test("a probe may still speak version 3", async () => {
  const socket = await connectRaw(
    gateway.url,
    withToken({ minProtocol: 3, maxProtocol: 4, client: { id: "cli", version: "dev", platform: "linux", mode: "probe" } }),
  );
  assert.equal(socket.answer.ok, true);
  socket.close();
});

test("errors after hello have the words of the protocol", async () => {
  const socket = await connectRaw(gateway.url, withToken());
  const expect = async (frame, id, code, message) => {
    socket.send(frame);
    const answer = await socket.response(id);
    assert.equal(answer.ok, false);
    assert.equal(answer.error.code, code);
    assert.match(answer.error.message, message);
  };
  socket.send("this is not JSON");
  await expect("[]", "invalid", "INVALID_REQUEST", /^invalid request frame: must be object$/);
  await expect({ type: "req", id: "a", method: "connect", params: withToken() }, "a", "INVALID_REQUEST", /only valid as the first request/);
  await expect({ type: "req", id: "b", method: "no.such" }, "b", "INVALID_REQUEST", /^unknown method: no.such$/);
  await expect({ type: "req", id: "c", method: "agent.wait", params: {} }, "c", "INVALID_REQUEST", /^invalid agent.wait params: must have required property 'runId'$/);
  await expect({ type: "req", id: "d", method: "agent.wait", params: { runId: "x", foo: 1 } }, "d", "INVALID_REQUEST", /at root: unexpected property 'foo'/);
  const still = await socket.request("e", "health");
  assert.equal(still.ok, true);
  socket.close();
});

test("scopes bind", async () => {
  const socket = await connectRaw(gateway.url, withToken({ scopes: ["operator.read"] }));
  assert.deepEqual(socket.answer.payload.auth.scopes, ["operator.read"]);
  const write = await socket.request("w", "chat.send", { sessionKey: "main", message: "x", idempotencyKey: "k" });
  assert.equal(write.error.code, "FORBIDDEN");
  assert.equal(write.error.message, "missing scope: operator.write");
  assert.deepEqual(write.error.details, { code: "MISSING_SCOPE", missingScope: "operator.write", requiredScopes: ["operator.write"] });
  const unknown = await socket.request("u", "no.such");
  assert.equal(unknown.error.message, "missing scope: operator.admin");
  socket.close();
});

test("many requests on one socket are matched by id, and seq has no gaps", async () => {
  const session = await connectOfficial(gateway);
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => session.request(i % 2 ? "health" : "status", {})));
  assert.equal(answers.length, 200);
  const other = await connectOfficial(gateway, { clientName: "test", mode: "test" });
  await session.event((event) => event.event === "presence");
  other.stop();
  const numbers = session.events.map((event) => event.seq).filter((seq) => seq !== undefined);
  numbers.forEach((seq, index) => assert.equal(seq, index + 1));
  assert.deepEqual(session.gaps, []);
  session.stop();
});

test("a stop is announced before the sockets close with 1012", async () => {
  const short = await startGateway();
  const socket = await connectRaw(short.url, withToken());
  const stopped = short.stop();
  const shutdown = await socket.event("shutdown");
  assertValid("ShutdownEvent", shutdown.payload);
  const closed = await socket.closed;
  assert.equal(closed.code, 1012);
  assert.equal(closed.reason, "service restart");
  const { code, signal } = await stopped;
  assert.ok(code === 0 || code === 143 || signal === "SIGTERM", `exit ${code} ${signal}`);
});
