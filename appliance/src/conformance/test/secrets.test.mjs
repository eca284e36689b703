import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { connectOfficial } from "../lib/client.mjs";
import { startGateway } from "../lib/gateway.mjs";
import { assertValid } from "../lib/schema.mjs";

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

test("the store takes, lists without values, and forgets", async () => {
  const set = await session.request("secrets.store.set", { name: "FERN_KEY", kind: "secret", value: "fern-secret-value" });
  assertValid("SecretsStoreMutationResult", set);
  const list = await session.request("secrets.store.list", {});
  assertValid("SecretsStoreListResult", list);
  assert.ok(list.entries.some((entry) => entry.name === "FERN_KEY"));
  assert.doesNotMatch(JSON.stringify(list), /fern-secret-value/);
  assertValid("SecretsStoreMutationResult", await session.request("secrets.store.delete", { name: "FERN_KEY" }));
  assert.doesNotMatch(gateway.output(), /fern-secret-value/);
});

test("secrets.reload and secrets.resolve", async () => {
  const reloaded = await session.request("secrets.reload", {});
  assert.equal(reloaded.ok, true);
  assert.equal(typeof reloaded.warningCount, "number");
  assertValid("SecretsResolveResult", await session.request("secrets.resolve", { commandName: "status", targetIds: ["gateway.auth.token"] }));
  await assert.rejects(session.request("secrets.resolve", { commandName: "status", targetIds: ["nope"] }), /unknown target id "nope"/);
});
