import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { connectOfficial } from "../lib/client.mjs";
import { startFakeProvider } from "../lib/fake-provider.mjs";
import { startGateway } from "../lib/gateway.mjs";
import { assertValid } from "../lib/schema.mjs";

let gateway;
let provider;
let session;
const sessionKey = "agent:main:history";
before(async () => {
  provider = await startFakeProvider();
  gateway = await startGateway({ config: provider.config("echo") });
  session = await connectOfficial(gateway);
  for (const word of ["one", "two", "three"]) await say(word);
});
after(async () => {
  session.stop();
  await gateway.stop();
  await provider.stop();
});

async function say(message) {
  const { runId } = await session.request("chat.send", { sessionKey, message, idempotencyKey: randomUUID() });
  assert.equal((await session.request("agent.wait", { runId, timeoutMs: 10000 })).status, "ok");
}

const history = (params = {}) => session.request("chat.history", { sessionKey, ...params });
const seqs = (page) => page.messages.map((message) => message.__openclaw.seq);

test("a cursor brings what came after it", async () => {
  const before = await history({ limit: 2 });
  assert.deepEqual(seqs(before), [5, 6]);
  const nothing = await history({ cursor: before.deltaCursor });
  assertValid("ChatHistoryDeltaResult", nothing);
  assert.deepEqual(nothing.messages, []);
  await say("four");
  const delta = await history({ cursor: before.deltaCursor });
  assertValid("ChatHistoryDeltaResult", delta);
  assert.deepEqual(delta.messages.map((event) => [event.messageSeq, event.message.role]), [[7, "user"], [8, "assistant"]]);
  assert.equal(delta.messages[0].message.__openclaw.id, delta.messages[0].messageId);
  assert.deepEqual((await history({ cursor: delta.deltaCursor })).messages, []);
});

test("a cursor that means nothing makes the client read again", async () => {
  assert.deepEqual(await history({ cursor: "nonsense" }), { kind: "reset" });
  await assert.rejects(history({ cursor: "nonsense", offset: 1 }), /cursor cannot be used with offset or messageId/);
});

test("a page around a message", async () => {
  const whole = await history();
  const middle = whole.messages[3].__openclaw.id;
  assert.deepEqual(seqs(await history({ messageId: middle, limit: 3 })), [3, 4, 5]);
  assert.deepEqual(seqs(await history({ messageId: middle, limit: 3, sessionId: whole.sessionId })), [3, 4, 5]);
  assert.deepEqual(seqs(await history({ messageId: "unknown" })), []);
  await assert.rejects(history({ sessionId: whole.sessionId }), /sessionId requires messageId/);
  await assert.rejects(history({ messageId: middle, sessionId: "other" }), /sessionId does not belong to sessionKey/);
});

test("one message by its id", async () => {
  const { messages } = await history();
  const messageId = messages[1].__openclaw.id;
  const found = await session.request("chat.message.get", { sessionKey, messageId });
  assertValid("ChatMessageGetResult", found);
  assert.deepEqual(found.message, messages[1]);
  const cut = await session.request("chat.message.get", { sessionKey, messageId, maxChars: 3 });
  assert.equal(cut.message.__openclaw.truncated, true);
  const unknown = await session.request("chat.message.get", { sessionKey, messageId: "unknown" });
  assert.deepEqual(unknown, { ok: false, unavailableReason: "not_found" });
});

test("a conversation can be shortened to its newest messages", async () => {
  const { deltaCursor } = await history();
  const compact = (maxLines) => session.request("sessions.compact", { key: sessionKey, maxLines });
  assert.deepEqual(await compact(100), { ok: true, key: sessionKey, compacted: false, kept: 8 });
  assert.deepEqual(await compact(2), { ok: true, key: sessionKey, compacted: true, kept: 2 });
  const kept = await history();
  assert.deepEqual(seqs(kept), [1, 2]);
  assert.equal(kept.messages[0].content[0].text, "four");
  assert.deepEqual(await history({ cursor: deltaCursor }), { kind: "reset" });
  const unknown = await session.request("sessions.compact", { key: "agent:main:unknown", maxLines: 2 });
  assert.deepEqual(unknown, { ok: true, key: "agent:main:unknown", compacted: false, reason: "no sessionId" });
});

test("a turn's receipt names who was asked and who answered", async () => {
  const runId = randomUUID();
  const final = await session.request(
    "agent",
    { message: "hello", sessionKey, idempotencyKey: runId },
    { expectFinal: true },
  );
  const receipt = final.result.meta.agentMeta.terminalReceipt;
  assert.equal(receipt.turnId, runId);
  assert.deepEqual(receipt.requested, { provider: "fake", model: "echo" });
  assert.deepEqual(receipt.effective, { provider: "fake", model: "echo" });
  assert.equal(receipt.rerouted, false);
});

test("status for the command line, and each agent's true count", async () => {
  const status = await session.request("status", { includeCliProjection: true });
  assert.equal(status.cliProjection.agents.defaultId, "main");
  assert.deepEqual(status.cliProjection.agents.rows, [{ id: "main" }]);
  for (let i = 0; i < 12; i++) await session.request("sessions.create", { key: `counted-${i}` });
  const { sessions } = await session.request("status", {});
  assert.equal(sessions.byAgent.find((agent) => agent.agentId === "main").count, 13);
  assert.equal(sessions.count, 13);
});
