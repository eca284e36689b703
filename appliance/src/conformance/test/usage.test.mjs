import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { connectOfficial } from "../lib/client.mjs";
import { startFakeProvider } from "../lib/fake-provider.mjs";
import { startGateway } from "../lib/gateway.mjs";

let provider;
let gateway;
let session;
before(async () => {
  provider = await startFakeProvider();
  gateway = await startGateway({ config: provider.config() });
  session = await connectOfficial(gateway);
  const runId = randomUUID();
  await session.request("chat.send", { sessionKey: "main", message: "count the ferns", idempotencyKey: runId });
  await session.request("agent.wait", { runId, timeoutMs: 30_000 });
});
after(async () => {
  session.stop();
  await gateway.stop();
  await provider.stop();
});

const TOTALS = ["input", "output", "cacheRead", "cacheWrite", "totalTokens", "totalCost", "inputCost", "outputCost", "cacheReadCost", "cacheWriteCost", "missingCostEntries"];
const hasNumbers = (value, names) => names.forEach((name) => assert.equal(typeof value[name], "number", name));

test("usage.status", async () => {
  const status = await session.request("usage.status", {});
  assert.equal(typeof status.updatedAt, "number");
  assert.ok(Array.isArray(status.providers));
});

test("usage.cost counts what the provider said", async () => {
  const cost = await session.request("usage.cost", { days: 7 });
  hasNumbers(cost.totals, TOTALS);
  assert.ok(cost.totals.input >= 11 && cost.totals.output >= 7);
  cost.daily.forEach((day) => { assert.match(day.date, /^\d{4}-\d{2}-\d{2}$/); hasNumbers(day, TOTALS); });
  assert.ok("status" in cost.cacheStatus);
});

test("sessions.usage and its details", async () => {
  const usage = await session.request("sessions.usage", { range: "7d", limit: 10 });
  for (const key of ["updatedAt", "startDate", "endDate", "sessions", "totals", "aggregates", "creatorOptions", "cacheStatus"]) assert.ok(key in usage, key);
  const row = usage.sessions.find((one) => one.key === "agent:main:main");
  hasNumbers(row.usage, TOTALS);
  const series = await session.request("sessions.usage.timeseries", { key: row.key });
  assert.ok(series.points.length >= 1);
  const logs = await session.request("sessions.usage.logs", { key: row.key, limit: 10 });
  assert.ok(logs.logs.some((line) => line.role === "assistant"));
  await assert.rejects(session.request("sessions.usage", { range: "2d" }), /invalid sessions\.usage params/);
});

test("sessions.list narrows as the clients ask, sessions.subscribe answers with the list, and compaction declines little", async () => {
  const page = { excludeSubagents: true, includeActivitySummary: true, sortBy: "activity", limit: 5 };
  assert.ok((await session.request("sessions.list", page)).sessions.some((row) => row.key === "agent:main:main"));
  const followed = await session.request("sessions.subscribe", { limit: 5 });
  assert.equal(followed.subscribed, true);
  assert.ok(followed.list.sessions.length >= 1);
  const compacted = await session.request("sessions.compact", { key: "main" });
  assert.deepEqual({ key: compacted.key, compacted: compacted.compacted }, { key: "agent:main:main", compacted: false });
  assert.equal(typeof compacted.reason, "string");
  const preview = await session.request("sessions.preview", { keys: ["main"], limit: 5, maxChars: 40 });
  assert.deepEqual(preview.previews[0].items.map((item) => item.role), ["user", "assistant"]);
});
