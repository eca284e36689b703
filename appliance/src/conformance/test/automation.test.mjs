// What the gateway does by itself: cron jobs, heartbeats, wakes and the tasks they leave.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { connectOfficial } from "../lib/client.mjs";
import { startFakeProvider } from "../lib/fake-provider.mjs";
import { startGateway } from "../lib/gateway.mjs";
import { assertValid } from "../lib/schema.mjs";

let provider;
let gateway;
let session;
before(async () => {
  provider = await startFakeProvider();
  gateway = await startGateway({ config: provider.config() });
  session = await connectOfficial(gateway);
});
after(async () => {
  session.stop();
  await gateway.stop();
  await provider.stop();
});

// Newer than the published schema.
const job = ({ effectiveAgentId, ...published }) => published;

const HOURLY = {
  name: "tidy up",
  schedule: { kind: "every", everyMs: 3_600_000 },
  sessionTarget: "isolated",
  wakeMode: "now",
  payload: { kind: "agentTurn", message: "count the ferns" },
  delivery: { mode: "none" },
};

test("a job is added, listed, changed, run and removed", async () => {
  const added = await session.request("cron.add", HOURLY);
  assertValid("CronAddResult", job(added));
  const list = await session.request("cron.list", {});
  list.jobs.forEach((one) => assertValid("CronJob", job(one)));
  Object.values(list.deliveryPreviews).forEach((preview) => assertValid("CronDeliveryPreview", preview));
  for (const key of ["snapshotRevision", "total", "offset", "limit", "hasMore", "nextOffset"]) assert.ok(key in list, key);
  assertValid("CronJob", job(await session.request("cron.get", { jobId: added.id })));
  const updated = await session.request("cron.update", { id: added.id, patch: { name: "tidier", schedule: { kind: "cron", expr: "0 9 * * 1", tz: "Europe/Berlin" } } });
  assertValid("CronJob", job(updated));
  assert.equal(updated.name, "tidier");
  assert.notEqual(updated.configRevision, added.configRevision);

  const finished = session.event((event) => event.event === "cron" && event.payload.action === "finished");
  const run = await session.request("cron.run", { id: added.id, mode: "force" });
  assert.equal(run.ok, true);
  assert.match(run.runId, new RegExp(`^manual:${added.id}:`));
  await finished;
  const runs = await session.request("cron.runs", { id: added.id });
  assert.equal(runs.entries.length, 1);
  assertValid("CronRunLogEntry", runs.entries[0]);
  assert.equal(runs.entries[0].status, "ok");

  assert.equal((await session.request("cron.remove", { id: added.id })).removed, true);
  const error = await session.request("cron.get", { id: added.id }).catch((refusal) => refusal);
  assert.equal(error.details.code, "CRON_JOB_NOT_FOUND");
  assertValid("CronJobNotFoundErrorDetails", error.details);
});

test("cron.status", async () => {
  const status = await session.request("cron.status", {});
  for (const key of ["enabled", "triggersEnabled", "storePath", "storage", "sqlitePath", "jobs", "nextWakeAtMs"]) assert.ok(key in status, key);
  assert.equal(status.storage, "sqlite");
});

test("a job that can't be is refused", async () => {
  await assert.rejects(session.request("cron.add", { ...HOURLY, schedule: { kind: "cron", expr: "not a schedule" } }), /cron/i);
  await assert.rejects(session.request("cron.add", { ...HOURLY, bogus: 1 }), /invalid cron\.add params: .*unexpected property 'bogus'/);
});

test("heartbeats are turned off and on, and a wake is taken", async () => {
  const last = await session.request("last-heartbeat", {});
  assert.ok(last === null || typeof last.ts === "number");
  assert.deepEqual(await session.request("set-heartbeats", { enabled: false }), { ok: true, enabled: false });
  assert.deepEqual(await session.request("set-heartbeats", { enabled: true }), { ok: true, enabled: true });
  await assert.rejects(session.request("set-heartbeats", {}), /invalid set-heartbeats params: enabled \(boolean\) required/);
  assert.deepEqual(await session.request("wake", { mode: "next-heartbeat", text: "look at the ferns" }), { ok: true });
  await assert.rejects(session.request("wake", { mode: "now" }), /invalid wake params/);
});

test("tasks tell what ran", async () => {
  const list = await session.request("tasks.list", {});
  assertValid("TasksListResult", list);
  for (const task of list.tasks) assertValid("TasksGetResult", await session.request("tasks.get", { taskId: task.taskId ?? task.id }));
  await assert.rejects(session.request("tasks.get", { taskId: "nope" }));
  assertValid("TasksCancelResult", await session.request("tasks.cancel", { taskId: "nope" }));
});
