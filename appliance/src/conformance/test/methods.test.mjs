import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { connectOfficial } from "../lib/client.mjs";
import { startGateway } from "../lib/gateway.mjs";
import { assertValid, methods as officialMethods } from "../lib/schema.mjs";

let gateway;
let session;
before(async () => {
  gateway = await startGateway();
  session = await connectOfficial(gateway);
});
after(async () => {
  session.stop();
  await gateway.stop();
});

test("only methods that answer are advertised, and all have official names", async () => {
  const advertised = session.hello.features.methods;
  const ours = /^(appliance\.|sessions\.compact$)/;
  for (const name of advertised) assert.ok(name in officialMethods || ours.test(name), `${name} is not an official method`);
  // A restart takes any parameter, and would happen.
  for (const name of advertised.filter((method) => method !== "gateway.restart.request")) {
    await session.request(name, { definitelyNotAParameter: true }).catch((error) => {
      assert.doesNotMatch(error.message, /unknown method/, name);
    });
  }
});

test("the methods that clients of the first day need are there", () => {
  const needed = [
    "health", "status", "system-presence", "system-event", "agent", "agent.wait", "chat.send", "chat.history", "chat.abort",
    "chat.startup", "chat.metadata", "sessions.list", "sessions.subscribe", "sessions.messages.subscribe", "sessions.describe",
    "sessions.patch", "sessions.reset", "sessions.delete", "sessions.create", "sessions.preview", "models.list", "agents.list",
    "config.get", "logs.tail", "gateway.identity.get",
  ];
  const advertised = new Set(session.hello.features.methods);
  for (const name of needed) assert.ok(advertised.has(name), name);
});

test("health", async () => {
  const health = await session.request("health", {});
  assert.equal(health.ok, true);
  for (const key of ["ts", "durationMs", "channels", "channelOrder", "channelLabels", "heartbeatSeconds", "defaultAgentId", "agents", "sessions"]) {
    assert.ok(key in health, key);
  }
  assert.equal(typeof health.sessions.count, "number");
  const fresh = await session.request("health", { probe: true });
  assert.ok(fresh.ts >= health.ts);
});

test("status", async () => {
  const status = await session.request("status", { includeChannelSummary: false });
  for (const key of ["runtimeVersion", "heartbeat", "channelSummary", "queuedSystemEvents", "sessions"]) assert.ok(key in status, key);
  assert.deepEqual(Object.keys(status.sessions).sort(), ["byAgent", "count", "defaults", "paths", "recent"]);
});

test("presence lists the gateway and its clients", async () => {
  const before = await session.request("system-presence", {});
  before.forEach((entry) => assertValid("PresenceEntry", entry));
  assert.ok(before.some((entry) => entry.mode === "gateway" && entry.reason === "self"));
  const joined = session.event((event) => event.event === "presence" && event.payload.presence.some((e) => e.instanceId === "second"));
  const other = await connectOfficial(gateway, { clientName: "test", mode: "test", instanceId: "second" });
  const event = await joined;
  assert.equal(typeof event.stateVersion.presence, "number");
  other.stop();
});

test("system-event adds a note that everybody sees", async () => {
  const seen = session.event((event) => event.event === "presence" && event.payload.presence.some((e) => e.host === "kitchen"));
  assert.deepEqual(await session.request("system-event", { text: "Node: kitchen (10.0.0.9) · app 1 · mode ui · reason beacon" }), { ok: true });
  await seen;
  await assert.rejects(session.request("system-event", {}), /invalid system-event params: must have required property 'text'/);
});

test("gateway.identity.get", async () => {
  const identity = await session.request("gateway.identity.get", {});
  assert.match(identity.deviceId, /^[0-9a-f]{64}$/);
  const { createHash } = await import("node:crypto");
  assert.equal(createHash("sha256").update(Buffer.from(identity.publicKey, "base64url")).digest("hex"), identity.deviceId);
});

test("models.list and agents.list", async () => {
  const models = await session.request("models.list", {});
  assertValid("ModelsListResult", models);
  assert.ok(models.models.length >= 1);
  const agents = await session.request("agents.list", {});
  assertValid("AgentsListResult", agents);
  assert.equal(agents.defaultId, "main");
  assert.ok(agents.agents[0].model.primary);
});

test("config.get hides secrets", async () => {
  const config = await session.request("config.get", {});
  for (const key of ["path", "exists", "raw", "parsed", "valid", "config", "hash", "issues", "warnings", "legacyIssues"]) assert.ok(key in config, key);
  assert.equal(config.valid, true);
  assert.doesNotMatch(JSON.stringify(config), /conformance-token/);
  assert.equal(config.config.gateway.auth.token, "__OPENCLAW_REDACTED__");
});

test("logs.tail", async () => {
  const logs = await session.request("logs.tail", { limit: 50, maxBytes: 250000 });
  assertValid("LogsTailResult", logs);
  assert.ok(logs.lines.length > 0);
  const line = JSON.parse(logs.lines.at(-1));
  assert.ok(line._meta.logLevelName && line.time && line.message !== undefined);
  const more = await session.request("logs.tail", { cursor: logs.cursor });
  assert.equal(more.reset, false);
  assert.doesNotMatch(JSON.stringify(logs), /conformance-token/);
});

test("appliance.logs.search finds what logs.tail would have to send whole", async () => {
  const found = await session.request("appliance.logs.search", { level: "info", subsystem: "gateway", limit: 3 });
  assertValid("LogsTailResult", found);
  assert.ok(found.lines.length > 0 && found.lines.every((line) => JSON.parse(line).subsystem.startsWith("gateway")));
  const later = await session.request("logs.tail", { cursor: found.cursor });
  assert.equal(later.reset, false);
  await assert.rejects(session.request("appliance.logs.search", { level: "loud" }), /invalid appliance\.logs\.search params/);
});

test("diagnostics.stability", async () => {
  const told = await session.request("diagnostics.stability", { limit: 5 });
  for (const key of ["generatedAt", "capacity", "count", "dropped", "events", "summary"]) assert.ok(key in told, key);
  assert.equal(told.events.at(-1).seq, told.lastSeq);
  assert.equal(told.summary.byType["gateway.started"], 1);
  await assert.rejects(session.request("diagnostics.stability", { limit: 1001 }), /^.*limit must be between 1 and 1000$/);
});

test("sessions live through create, patch, describe, list, preview, reset and delete", async () => {
  const created = await session.request("sessions.create", { label: "notes" });
  assertValid("SessionsCreateResult", created);
  assert.match(created.key, /^agent:main:dashboard:/);
  const patched = await session.request("sessions.patch", { key: created.key, label: "renamed", pinned: true });
  assert.equal(patched.ok, true);
  const described = await session.request("sessions.describe", { key: created.key });
  assertValid("SessionRow", described.session);
  assert.equal(described.session.label, "renamed");
  const list = await session.request("sessions.list", {});
  list.sessions.forEach((row) => assertValid("SessionRow", row));
  assert.ok(list.sessions.some((row) => row.key === created.key));
  for (const key of ["ts", "path", "count", "totalCount", "hasMore", "nextOffset", "defaults"]) assert.ok(key in list, key);
  const preview = await session.request("sessions.preview", { keys: [created.key, "agent:main:missing"] });
  assert.deepEqual(preview.previews.map((p) => p.status), ["empty", "missing"]);
  assert.equal((await session.request("sessions.reset", { key: created.key })).ok, true);
  const deleted = await session.request("sessions.delete", { key: created.key });
  assert.equal(deleted.deleted, true);
  assert.equal((await session.request("sessions.describe", { key: created.key })).session, null);
  await assert.rejects(session.request("sessions.delete", { key: "main" }), /Cannot delete the main session \(agent:main:main\)/);
  await assert.rejects(session.request("sessions.patch", { key: "main", bogus: 1 }), /invalid sessions.patch params: at root: unexpected property 'bogus'/);
});

test("changes of the session list reach those who subscribed", async () => {
  assert.equal((await session.request("sessions.subscribe", {})).subscribed, true);
  const changed = session.event((event) => event.event === "sessions.changed");
  await session.request("sessions.patch", { key: "agent:main:watched", label: "w" });
  const event = await changed;
  assert.equal(typeof event.payload.ts, "number");
});
