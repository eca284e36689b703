import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { connectOfficial } from "../lib/client.mjs";
import { startGateway } from "../lib/gateway.mjs";
import { assertValid } from "../lib/schema.mjs";

let gateway;
let session;
before(async () => {
  gateway = await startGateway();
  session = await connectOfficial(gateway, { scopes: ["operator.admin", "operator.read", "operator.write", "operator.pairing"] });
});
after(async () => {
  session.stop();
  await gateway.stop();
});

test("channels.status", async () => {
  assertValid("ChannelsStatusResult", await session.request("channels.status", {}));
  assertValid("ChannelsStatusResult", await session.request("channels.status", { probe: true, timeoutMs: 2000 }));
});

test("channels.pairing.list", async () => {
  assertValid("ChannelsPairingListResult", await session.request("channels.pairing.list", {}));
});

test("send and message.action refuse what can't be delivered", async () => {
  await assert.rejects(session.request("send", { to: "someone", message: "hello", idempotencyKey: "s1" }), /Channel is required/);
  await assert.rejects(session.request("send", { to: "someone", message: "hello", channel: "webchat", idempotencyKey: "s2" }), /unsupported channel: webchat/);
  await assert.rejects(session.request("send", { to: "someone" }), /invalid send params: .*idempotencyKey/);
  await assert.rejects(session.request("message.action", { channel: "nope", action: "send", params: {}, idempotencyKey: "m1" }));
  await assert.rejects(session.request("message.action", { channel: "nope" }), /invalid message\.action params/);
});

test("what the control UI asks on every page", async () => {
  assertValid("UpdateStatusResult", await session.request("update.status", {}));
  assertValid("PluginsListResult", await session.request("plugins.list", {}));
  assertValid("EnvironmentsListResult", await session.request("environments.list", {}));
  assertValid("SystemInfoResult", await session.request("system.info", {}));
  const lanes = await session.request("diagnostics.lanes", {});
  lanes.lanes.forEach((lane) => ["activeCount", "queuedCount", "maxConcurrent"].forEach((name) => assert.equal(typeof lane[name], "number", name)));
});
