import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { connectOfficial } from "../lib/client.mjs";
import { startFakeProvider } from "../lib/fake-provider.mjs";
import { startGateway, TOKEN } from "../lib/gateway.mjs";
import { connectParams, connectRaw } from "../lib/raw.mjs";
import { assertValid } from "../lib/schema.mjs";

let gateway;
let provider;
let session;
before(async () => {
  provider = await startFakeProvider();
  gateway = await startGateway({ config: provider.config("echo") });
  session = await connectOfficial(gateway);
});
after(async () => {
  session.stop();
  await gateway.stop();
  await provider.stop();
});

const raw = () => connectRaw(gateway.url, connectParams({ auth: { token: TOKEN } }));

test("agent answers twice with one id, and its events lie between in order", async () => {
  const socket = await raw();
  const runId = randomUUID();
  const accepted = await socket.request("a", "agent", { message: "hello there", idempotencyKey: runId, sessionKey: "main" });
  assert.equal(accepted.payload.status, "accepted");
  assert.equal(accepted.payload.runId, runId);
  assert.equal(accepted.payload.sessionKey, "agent:main:main");
  const final = await socket.response("a");
  assert.equal(final.ok, true);
  assert.equal(final.payload.status, "ok");
  assert.equal(final.payload.result.payloads[0].text.trim(), "You said: hello there");

  const mine = [];
  for (;;) {
    const frame = await socket.event("agent");
    if (frame.payload.runId !== runId) continue;
    mine.push(frame.payload);
    if (frame.payload.stream === "lifecycle" && frame.payload.data.phase === "end") break;
  }
  // The published schema closes the event without the session it belongs to, which the program it came with sends.
  for (const { sessionKey, sessionId, agentId, ...payload } of mine) {
    assert.equal(sessionKey, "agent:main:main");
    assertValid("AgentEvent", payload);
  }
  const seqs = mine.map((payload) => payload.seq);
  assert.deepEqual(seqs, [...seqs].sort((a, b) => a - b));
  const phases = mine.filter((p) => p.stream === "lifecycle").map((p) => p.data.phase);
  assert.deepEqual(phases, ["start", "model", "finishing", "end"]);
  const text = mine.filter((p) => p.stream === "assistant").at(-1)?.data.text ?? "";
  assert.equal(text.trim(), "You said: hello there");
  socket.close();
});

test("the same idempotency key is answered from the first run", async () => {
  const runId = randomUUID();
  const first = await session.request("agent", { message: "once", idempotencyKey: runId }, { expectFinal: true });
  const before = provider.requests.length;
  const again = await session.request("agent", { message: "once", idempotencyKey: runId }, { expectFinal: true });
  assert.equal(provider.requests.length, before);
  assert.deepEqual(again.result.payloads, first.result.payloads);
});

test("agent.wait tells how a run ended, and times out for one nobody knows", async () => {
  const runId = randomUUID();
  await session.request("chat.send", { sessionKey: "main", message: "wait for me", idempotencyKey: runId });
  const waited = await session.request("agent.wait", { runId, timeoutMs: 10000 });
  assert.equal(waited.status, "ok");
  assert.deepEqual(await session.request("agent.wait", { runId: "nobody", timeoutMs: 1 }), { runId: "nobody", status: "timeout" });
});

test("refuses what the schema refuses", async () => {
  await assert.rejects(session.request("agent", { idempotencyKey: "x" }), /^.*invalid agent params: must have required property 'message'/);
  await assert.rejects(session.request("agent", { message: "m", idempotencyKey: randomUUID(), agentId: "nope" }), /unknown agent id "nope"/);
});

test("chat: started at once, deltas add up to the final message, history has both sides", async () => {
  const runId = randomUUID();
  const events = [];
  const finished = session.event((event) => {
    if (event.event === "chat" && event.payload.runId === runId) events.push(event.payload);
    return event.event === "chat" && event.payload.runId === runId && event.payload.state === "final";
  });
  const started = await session.request("chat.send", { sessionKey: "agent:main:chat-test", message: "count to three", idempotencyKey: runId });
  assert.deepEqual(started, { runId, status: "started" });
  const final = await finished;
  assertValid("ChatEvent", final.payload);
  events.forEach((payload) => assertValid("ChatEvent", payload));
  const text = final.payload.message.content.map((block) => block.text).join("");
  assert.equal(text.trim(), "You said: count to three");
  const deltas = events.filter((payload) => payload.state === "delta").map((payload) => payload.deltaText).join("");
  assert.ok(text.startsWith(deltas), `${deltas} / ${text}`);

  const history = await session.request("chat.history", { sessionKey: "agent:main:chat-test" });
  assert.deepEqual(history.messages.map((message) => message.role), ["user", "assistant"]);
  assert.equal(history.messages[0].idempotencyKey, `${runId}:user`);
  for (const message of history.messages) {
    assert.equal(message.__openclaw.runId, runId);
    assert.ok(message.__openclaw.id);
  }
  assert.deepEqual(history.messages.map((message) => message.__openclaw.seq), [1, 2]);
  assert.equal(history.messages[1].usage.totalTokens, 18);
  assert.equal(history.totalMessages, 2);
  assert.equal(history.hasMore, false);
  assert.deepEqual(await session.request("chat.send", { sessionKey: "agent:main:chat-test", message: "count to three", idempotencyKey: runId }), { runId, status: "ok" });
});

test("history is paged from the end", async () => {
  const key = "agent:main:paged";
  for (let i = 0; i < 5; i++) {
    const runId = randomUUID();
    await session.request("chat.send", { sessionKey: key, message: `m${i}`, idempotencyKey: runId });
    await session.request("agent.wait", { runId });
  }
  const page = await session.request("chat.history", { sessionKey: key, limit: 4 });
  assert.deepEqual(page.messages.map((m) => m.__openclaw.seq), [7, 8, 9, 10]);
  assert.equal(page.hasMore, true);
  const older = await session.request("chat.history", { sessionKey: key, limit: 4, offset: page.nextOffset });
  assert.deepEqual(older.messages.map((m) => m.__openclaw.seq), [3, 4, 5, 6]);
});

test("the model sees the conversation so far", async () => {
  const request = provider.requests.findLast((r) => JSON.stringify(r.body.messages).includes("m4"));
  const texts = request.body.messages.map((m) => m.content).join("|");
  for (const earlier of ["m0", "m1", "m2", "m3"]) assert.ok(texts.includes(earlier), earlier);
  assert.equal(request.headers.authorization, "Bearer sk-fake-provider-key");
  assert.equal(request.body.messages[0].role, "system");
});

test("abort ends a run that is under way, keeps its text and frees the lane", async () => {
  const key = "agent:main:abort";
  await session.request("sessions.patch", { key, model: "fake/paused" });
  const runId = randomUUID();
  const begun = session.event((event) => event.event === "chat" && event.payload.runId === runId && event.payload.state === "delta");
  const aborted = session.event((event) => event.event === "chat" && event.payload.runId === runId && event.payload.state === "aborted");
  await session.request("chat.send", { sessionKey: key, message: "go on", idempotencyKey: runId });
  await begun;
  const answer = await session.request("chat.abort", { sessionKey: key });
  assert.deepEqual(answer, { ok: true, aborted: true, runIds: [runId] });
  const event = await aborted;
  assertValid("ChatEvent", event.payload);
  assert.equal(event.payload.stopReason, "rpc");
  const history = await session.request("chat.history", { sessionKey: key });
  assert.match(JSON.stringify(history.messages.at(-1).content), /First/);
  await session.request("sessions.patch", { key, model: "fake/echo" });
  const next = randomUUID();
  await session.request("chat.send", { sessionKey: key, message: "again", idempotencyKey: next });
  assert.equal((await session.request("agent.wait", { runId: next })).status, "ok");
  assert.deepEqual(await session.request("chat.abort", { sessionKey: key }), { ok: true, aborted: false, runIds: [] });
});

test("chat.inject, chat.startup, chat.metadata", async () => {
  const injected = await session.request("chat.inject", { sessionKey: "agent:main:chat-test", message: "a note", label: "me" });
  assert.equal(injected.ok, true);
  const startup = await session.request("chat.startup", { sessionKey: "agent:main:chat-test" });
  assert.equal(startup.messages.at(-1).__openclaw.id, injected.messageId);
  assert.ok(Array.isArray(startup.metadata.models));
  assert.ok(Array.isArray(startup.metadata.commands));
  const metadata = await session.request("chat.metadata", { sessionKey: "main" });
  assert.ok(metadata.commands.some((command) => command.name === "help"));
});

test("messages of a session reach only those who follow it", async () => {
  const follower = await connectOfficial(gateway, { clientName: "cli", mode: "cli" });
  await follower.request("sessions.messages.subscribe", { key: "agent:main:followed" });
  const runId = randomUUID();
  const seen = follower.event((event) => event.event === "session.message" && event.payload.message.role === "assistant");
  await session.request("chat.send", { sessionKey: "agent:main:followed", message: "psst", idempotencyKey: runId });
  const event = await seen;
  assert.equal(event.payload.sessionKey, "agent:main:followed");
  assert.ok(event.payload.messageId && event.payload.messageSeq === 2);
  assert.equal(session.events.some((e) => e.event === "session.message"), false);
  follower.stop();
});
