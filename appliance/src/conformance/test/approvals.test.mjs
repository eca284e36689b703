// Commands that wait for their owner's word.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { connectOfficial } from "../lib/client.mjs";
import { connectDevice, host } from "../lib/device.mjs";
import { startFakeProvider } from "../lib/fake-provider.mjs";
import { startGateway } from "../lib/gateway.mjs";
import { assertValid } from "../lib/schema.mjs";

let provider;
let gateway;
let session;
before(async () => {
  provider = await startFakeProvider();
  gateway = await startGateway({ config: provider.config() });
  session = await connectDevice(gateway, host(), {
    caps: ["approvals", "exec-approvals"],
    scopes: ["operator.admin", "operator.read", "operator.write", "operator.approvals", "operator.questions"],
  });
});
after(async () => {
  session.stop();
  await gateway.stop();
  await provider.stop();
});

const ask = (id, extra = {}) =>
  session.request("exec.approval.request", { id, command: "echo ferns", commandArgv: ["echo", "ferns"], cwd: "/tmp", host: "gateway", sessionKey: "main", timeoutMs: 60_000, twoPhase: true, ...extra });

test("a command is asked for, shown, allowed and remembered", async () => {
  const requested = session.event((event) => event.event === "exec.approval.requested" && event.payload.id === "ask-1");
  const accepted = await ask("ask-1");
  assert.equal(accepted.id, "ask-1");
  assert.equal(typeof accepted.expiresAtMs, "number");
  await requested;
  assert.ok((await session.request("exec.approval.list", {})).some((one) => one.id === "ask-1"));
  assert.equal((await session.request("exec.approval.get", { id: "ask-1" })).id, "ask-1");
  const shown = await session.request("approval.get", { id: "ask-1" });
  assertValid("ApprovalGetResult", shown);
  const waiting = session.request("exec.approval.waitDecision", { id: "ask-1" });
  assert.deepEqual(await session.request("exec.approval.resolve", { id: "ask-1", decision: "allow-once" }), { ok: true });
  assert.equal((await waiting).decision, "allow-once");
  assertValid("ApprovalGetResult", await session.request("approval.get", { id: "ask-1" }));
});

test("approval.resolve answers any kind", async () => {
  await ask("ask-2");
  const resolved = await session.request("approval.resolve", { id: "ask-2", kind: "exec", decision: "deny" });
  assertValid("ApprovalResolveResult", resolved);
  assertValid("ApprovalResolveResult", await session.request("approval.resolve", { id: "ask-2", kind: "exec", decision: "allow-once" }));
  const error = await session.request("exec.approval.resolve", { id: "nope", decision: "deny" }).catch((refusal) => refusal);
  assert.equal(error.details.reason, "APPROVAL_NOT_FOUND");
});

test("approval.history", async () => {
  await ask("ask-3");
  await session.request("exec.approval.resolve", { id: "ask-3", decision: "deny" });
  const history = await session.request("approval.history", { limit: 2 });
  assertValid("ApprovalHistoryResult", history);
  assert.ok(history.items.length > 0);
});

test("exec.approvals.get and set", async () => {
  const snapshot = await session.request("exec.approvals.get", {});
  assertValid("ExecApprovalsSnapshot", snapshot);
  const file = { version: 1, defaults: { security: "allowlist", ask: "on-miss" }, agents: { main: { allowlist: [{ pattern: "/usr/bin/uptime" }] } } };
  const changed = await session.request("exec.approvals.set", { file, baseHash: snapshot.hash });
  assertValid("ExecApprovalsSnapshot", changed);
  assert.equal(changed.file.defaults.ask, "on-miss");
  await assert.rejects(session.request("exec.approvals.set", { file, baseHash: "stale" }), /exec approvals changed since last load/);
});

test("nothing of other kinds waits", async () => {
  assert.deepEqual(await session.request("plugin.approval.list", {}), []);
  await session.request("openclaw.approval.list", {});
  assertValid("QuestionListResult", await session.request("question.list", {}));
  assertValid("ExecApprovalGrantsListResult", await session.request("exec.approval.grants.list", { limit: 50 }));
});

test("who lacks the scope is refused", async () => {
  const reader = await connectOfficial(gateway, { scopes: ["operator.read"], clientName: "test", mode: "test" });
  await assert.rejects(reader.request("exec.approval.list", {}), /missing scope/);
  reader.stop();
});
