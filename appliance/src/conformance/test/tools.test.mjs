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
  gateway = await startGateway({ config: { ...provider.config(), tools: { exec: { security: "deny" } } } });
  session = await connectOfficial(gateway);
});
after(async () => {
  session.stop();
  await gateway.stop();
  await provider.stop();
});

test("tools.catalog", async () => {
  const catalog = await session.request("tools.catalog", {});
  assertValid("ToolsCatalogResult", catalog);
  assert.ok(catalog.groups.flatMap((group) => group.tools).some((tool) => tool.id === "read"));
});

test("tools.effective", async () => {
  const effective = await session.request("tools.effective", { sessionKey: "main" });
  assertValid("ToolsEffectiveResult", effective);
  assert.ok(effective.groups.length > 0);
});

test("tools.invoke calls a tool, and says why it can't", async () => {
  const written = await session.request("tools.invoke", { name: "write", args: { path: "note.txt", content: "ferns" } });
  assertValid("ToolsInvokeResult", written);
  assert.equal(written.ok, true, JSON.stringify(written));
  const read = await session.request("tools.invoke", { name: "read", args: { path: "note.txt" }, sessionKey: "main" });
  assertValid("ToolsInvokeResult", read);
  assert.match(JSON.stringify(read.output), /ferns/);
  const unknown = await session.request("tools.invoke", { name: "nope" });
  assertValid("ToolsInvokeResult", unknown);
  assert.equal(unknown.error.code, "not_found");
  assertValid("ToolsInvokeResult", await session.request("tools.invoke", { name: "read", args: { path: "missing.txt" } }));
  const denied = await session.request("tools.invoke", { name: "exec", args: { command: "true" } });
  assertValid("ToolsInvokeResult", denied);
  assert.equal(denied.ok, false);
});

test("skills.status", async () => {
  const status = await session.request("skills.status", {});
  for (const key of ["workspaceDir", "managedSkillsDir", "skills"]) assert.ok(key in status, key);
});

test("memory.search", async () => {
  const found = await session.request("memory.search", { query: "ferns" });
  assert.ok(Array.isArray(found.results), JSON.stringify(found));
});
