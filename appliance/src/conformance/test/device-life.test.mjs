// A device of another machine, from its first request to its end; the official client throughout.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { connectDevice, host, refusedDevice } from "../lib/device.mjs";
import { startGateway, TOKEN } from "../lib/gateway.mjs";
import { connectParams, connectRaw } from "../lib/raw.mjs";
import { startRelay } from "../lib/relay.mjs";

const READ = "operator.read";
const WRITE = "operator.write";
const ALONE = { token: undefined };

let gateway, remote, boss;
before(async () => {
  gateway = await startGateway({ config: { gateway: { trustedProxies: ["127.0.0.1"] } } });
  // Through a proxy the client is where the proxy says it is, and so isn't paired silently.
  remote = await startRelay(gateway, { headers: { "x-forwarded-for": "192.0.2.9" } });
  boss = await connectRaw(gateway.url, connectParams({
    auth: { token: TOKEN },
    scopes: [READ, WRITE, "operator.admin", "operator.pairing"],
  }));
});
after(async () => {
  boss?.close();
  await remote?.stop();
  await gateway.stop();
});

async function call(method, params) {
  const answer = await boss.request(`${method}-${Math.random()}`, method, params);
  assert.equal(answer.ok, true, JSON.stringify(answer.error));
  return answer.payload;
}

async function approve(device, options) {
  const { error, code } = await refusedDevice(remote, device, options);
  assert.equal(code, "PAIRING_REQUIRED", error.message);
  await call("device.pair.approve", { requestId: error.details.requestId });
}

async function paired(options = { scopes: [READ, WRITE] }) {
  const device = host();
  await approve(device, options);
  const session = await connectDevice(remote, device, options);
  session.stop();
  return device;
}

const rotate = (device, role, scopes) =>
  call("device.token.rotate", { deviceId: device.identity.deviceId, role, ...(scopes && { scopes }) });

test("a first request waits, is approved, and the device comes back with its token alone", async () => {
  const device = host();
  const scopes = [READ, WRITE];
  const first = await refusedDevice(remote, device, { scopes });
  assert.equal(first.code, "PAIRING_REQUIRED", first.error.message);
  assert.equal(first.error.details.reason, "not-paired");
  assert.deepEqual(first.error.details.requestedScopes, scopes);
  const second = await refusedDevice(remote, device, { scopes });
  assert.equal(second.error.details.requestId, first.error.details.requestId, "the same request");
  const lists = await call("device.pair.list", {});
  assert.ok(lists.pending.some((one) => one.requestId === first.error.details.requestId && one.remoteIp === "192.0.2.9"));
  await call("device.pair.approve", { requestId: first.error.details.requestId });
  const approved = await connectDevice(remote, device, { scopes });
  approved.stop();
  assert.equal(device.tokens.get("operator").token.length, 43);
  const again = await connectDevice(remote, device, { scopes, ...ALONE });
  assert.equal(again.hello.auth.method, "device-token");
  assert.deepEqual(again.hello.auth.scopes, scopes);
  assert.equal(typeof (await again.request("health", {})).ok, "boolean");
  again.stop();
});

test("a rotated token works no more", async () => {
  const device = await paired();
  const old = device.tokens.get("operator").token;
  const rotated = await rotate(device, "operator");
  assert.equal(rotated.tokenDelivery, "withheld-cross-device");
  const refusal = await refusedDevice(remote, device, { scopes: [READ], ...ALONE });
  assert.equal(refusal.code, "AUTH_DEVICE_TOKEN_MISMATCH");
  const fresh = await connectDevice(remote, device, { scopes: [READ] });
  fresh.stop();
  assert.notEqual(device.tokens.get("operator").token, old);
  (await connectDevice(remote, device, { scopes: [READ], ...ALONE })).stop();
});

test("a narrowed token admits less", async () => {
  const device = await paired();
  assert.deepEqual((await rotate(device, "operator", [READ])).scopes, [READ]);
  (await connectDevice(remote, device, { scopes: [READ] })).stop();
  const { token } = device.tokens.get("operator");
  const narrow = await connectDevice(remote, device, { scopes: [READ], ...ALONE });
  assert.deepEqual(narrow.hello.auth.scopes, [READ]);
  await assert.rejects(narrow.request("chat.send", { sessionKey: "main", message: "x", idempotencyKey: "x" }), /missing scope/);
  narrow.stop();
  // A client that has not heard of it asks for what it had.
  device.tokens.set("operator", { token, role: "operator", scopes: [READ, WRITE] });
  const refusal = await refusedDevice(remote, device, { scopes: [READ, WRITE], ...ALONE });
  assert.equal(refusal.code, "AUTH_SCOPE_MISMATCH", refusal.error.message);
});

test("a revoked device starts anew", async () => {
  const device = await paired();
  const kept = { ...device.tokens.get("operator") };
  await call("device.token.revoke", { deviceId: device.identity.deviceId, role: "operator" });
  const refusal = await refusedDevice(remote, device, { scopes: [READ], ...ALONE });
  assert.equal(refusal.code, "AUTH_DEVICE_TOKEN_MISMATCH");
  await approve(device, { scopes: [READ] });
  (await connectDevice(remote, device, { scopes: [READ] })).stop();
  assert.notEqual(device.tokens.get("operator").token, kept.token);
  device.tokens.set("operator", kept);
  assert.equal((await refusedDevice(remote, device, { scopes: [READ], ...ALONE })).code, "AUTH_DEVICE_TOKEN_MISMATCH");
});

test("a token is good for its own device and role only", async () => {
  const [one, other] = [await paired(), await paired()];
  other.tokens.set("operator", one.tokens.get("operator"));
  assert.equal((await refusedDevice(remote, other, { scopes: [READ], ...ALONE })).code, "AUTH_DEVICE_TOKEN_MISMATCH");
});

test("one device holds a token for each of its roles, and loses them one by one", async () => {
  const device = await paired({ scopes: [READ] });
  const node = { role: "node", scopes: [], clientName: "node-host", mode: "node", caps: [], commands: [] };
  const upgrade = await refusedDevice(remote, device, node);
  assert.equal(upgrade.error.details.reason, "role-upgrade", upgrade.error.message);
  await call("device.pair.approve", { requestId: upgrade.error.details.requestId });
  (await connectDevice(remote, device, node)).stop();
  assert.notEqual(device.tokens.get("node").token, device.tokens.get("operator").token);
  const asNode = await connectDevice(remote, device, { ...node, ...ALONE });
  assert.equal(asNode.hello.auth.role, "node");
  asNode.stop();
  await call("device.token.revoke", { deviceId: device.identity.deviceId, role: "node" });
  assert.equal((await refusedDevice(remote, device, { ...node, ...ALONE })).code, "AUTH_DEVICE_TOKEN_MISMATCH");
  const asOperator = await connectDevice(remote, device, { scopes: [READ], ...ALONE });
  assert.equal(asOperator.hello.auth.role, "operator");
  asOperator.stop();
});

test("a node's abilities are approved, and again when they grow; protocol 3 is understood", async () => {
  const device = host();
  const node = { role: "node", scopes: [], clientName: "node-host", mode: "node", caps: ["system"], minProtocol: 3 };
  const described = async () =>
    (await call("node.list", {})).nodes.find((one) => one.nodeId === device.identity.deviceId);
  const first = await connectDevice(gateway, device, { ...node, commands: ["system.run"] });
  assert.equal((await described()).approvalState, "pending-approval");
  assert.deepEqual((await described()).commands, []);
  await call("node.pair.approve", { requestId: (await described()).pendingRequestId });
  assert.deepEqual((await described()).commands, ["system.run"]);
  first.stop();
  const grown = await connectDevice(gateway, device, { ...node, ...ALONE, commands: ["system.run", "screen.snapshot"] });
  assert.equal((await described()).approvalState, "pending-reapproval");
  assert.deepEqual((await described()).commands, ["system.run"]);
  await call("node.pair.approve", { requestId: (await described()).pendingRequestId });
  assert.deepEqual((await described()).commands.toSorted(), ["screen.snapshot", "system.run"]);
  grown.stop();
  const older = await connectDevice(gateway, device, { ...node, ...ALONE, maxProtocol: 3, commands: ["system.run"] });
  assert.equal(older.hello.auth.role, "node");
  older.stop();
});
