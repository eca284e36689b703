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
before(async () => {
  provider = await startFakeProvider();
  gateway = await startGateway({ config: provider.config("echo", { timeoutSeconds: 2 }) });
  session = await connectOfficial(gateway);
});
after(async () => {
  session.stop();
  await gateway.stop();
  await provider.stop();
});

async function turn(model, message = "hello") {
  const key = `agent:main:fault-${model}`;
  await session.request("sessions.patch", { key, model: `fake/${model}` });
  const runId = randomUUID();
  const ended = session.event(
    (event) => event.event === "chat" && event.payload.runId === runId && ["final", "error", "aborted"].includes(event.payload.state),
  );
  await session.request("chat.send", { sessionKey: key, message, idempotencyKey: runId });
  const event = await ended;
  assertValid("ChatEvent", event.payload);
  const waited = await session.request("agent.wait", { runId });
  return { key, event: event.payload, waited };
}

for (const [model, words] of [
  ["hang", /time|answer|respond/i],
  ["hang-midway", /time|answer|respond|stopp/i],
  ["drip", /time|answer|respond|progress/i],
  ["cut", /cut|ended|closed|connection|broke|incomplete/i],
  ["garbage", /garbage|understand|broken|unreadable|invalid|not.*answer/i],
  ["error500", /500|unavailable|failed|error/i],
  ["unauthorized", /key|401|refused|unauthorized/i],
]) {
  test(`a provider that does "${model}" ends in a clear error, and nothing is lost`, async () => {
    const { key, event, waited } = await turn(model);
    assert.equal(event.state, "error");
    assert.match(event.errorMessage, words);
    assert.doesNotMatch(JSON.stringify(event), /sk-leak|sk-fake-provider-key/);
    assert.equal(waited.status, "error");
    const history = await session.request("chat.history", { sessionKey: key });
    assert.equal(history.messages[0].role, "user");
    await session.request("sessions.patch", { key, model: "fake/echo" });
    const next = randomUUID();
    await session.request("chat.send", { sessionKey: key, message: "still there?", idempotencyKey: next });
    assert.equal((await session.request("agent.wait", { runId: next })).status, "ok");
  });
}

test("waits as long as a 429 asks, then succeeds", async () => {
  const { event, waited } = await turn("rate-limit-once", "patience");
  assert.equal(event.state, "final");
  assert.equal(waited.status, "ok");
});

test("no key and no payload of a provider reaches the log", async () => {
  const logs = await session.request("logs.tail", { limit: 5000, maxBytes: 1000000 });
  assert.doesNotMatch(JSON.stringify(logs.lines), /sk-leak|sk-fake-provider-key/);
});
