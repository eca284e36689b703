import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { connectDevice as connect, host } from "../lib/device.mjs";
import { startGateway, TOKEN } from "../lib/gateway.mjs";
import { connectParams, connectRaw } from "../lib/raw.mjs";
import { assertValid } from "../lib/schema.mjs";

const owner = (gateway) =>
  connectRaw(gateway.url, connectParams({
    auth: { token: TOKEN },
    scopes: ["operator.read", "operator.admin", "operator.pairing"],
  }));

let gateway;
before(async () => (gateway = await startGateway()));
after(() => gateway.stop());

test("the official client pairs, keeps its token and comes back with it alone", async () => {
  const device = host();
  const cli = { clientName: "cli", mode: "cli" };
  const first = await connect(gateway, device, cli);
  assert.equal(first.hello.auth.deviceToken.length, 43);
  first.stop();
  assert.equal(device.tokens.get("operator").token, first.hello.auth.deviceToken);
  const again = await connect(gateway, device, { ...cli, token: undefined });
  assert.equal(again.hello.auth.method, "device-token");
  assert.equal(again.hello.auth.deviceToken, first.hello.auth.deviceToken);
  again.stop();
});

test("lists, events and answers are valid by the official schema", async () => {
  const boss = await owner(gateway);
  const device = host();
  const node = await connect(gateway, device, {
    role: "node", scopes: [], clientName: "node-host", mode: "node", caps: ["system"], commands: ["system.run"],
  });
  assert.equal(node.hello.auth.role, "node");
  const resolved = await boss.event("device.pair.resolved");
  assertValid("DevicePairResolvedEvent", resolved.payload);
  const asked = await boss.event("node.pair.requested");
  assert.deepEqual(asked.payload.requiredApproveScopes, ["operator.pairing", "operator.admin"]);
  const approved = await boss.request("a", "node.pair.approve", { requestId: asked.payload.requestId });
  assert.deepEqual(approved.payload.node.commands, ["system.run"]);
  const told = await node.event((event) => event.event === "node.pair.resolved");
  assert.equal(told.payload.decision, "approved");
  const list = await boss.request("l", "node.list", {});
  assert.equal(list.payload.nodes.find((one) => one.nodeId === device.identity.deviceId).approvalState, "approved");
  const made = await boss.request("s", "device.pair.setupCode", { publicUrl: "wss://gw.example" });
  assertValid("DevicePairSetupCodeResult", made.payload);
  const rotated = await boss.request("r", "device.token.rotate", { deviceId: device.identity.deviceId, role: "node", scopes: [] });
  assertValid("DeviceTokenRotateResult", rotated.payload);
  node.stop();
  boss.close();
});

test("a setup code pairs the official client without the gateway's secret", async () => {
  const boss = await owner(gateway);
  const made = await boss.request("s", "device.pair.setupCode", { publicUrl: "wss://gw.example" });
  const { bootstrapToken } = JSON.parse(Buffer.from(made.payload.setupCode, "base64url").toString());
  const device = host();
  const session = await connect(gateway, device, {
    token: undefined, bootstrapToken, role: "node", scopes: [], clientName: "node-host", mode: "node",
  });
  assert.equal(session.hello.auth.deviceTokens[0].role, "operator");
  const completed = await boss.event("device.pair.setup.completed");
  assertValid("DevicePairSetupCompletedEvent", completed.payload);
  session.stop();
  boss.close();
});
