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

// Newer than the published schema.
const withoutHash = ({ file: { hash, ...file }, ...answer }) => ({ ...answer, file });

test("an agent is created, changed, given files and deleted", async () => {
  const workspace = `${gateway.home}/gardener`;
  const created = await session.request("agents.create", { name: "Gardener", workspace });
  assertValid("AgentsCreateResult", created);
  const listed = async () => {
    const list = await session.request("agents.list", {});
    assertValid("AgentsListResult", list);
    return list.agents.find((agent) => agent.id === created.agentId);
  };
  for (let tries = 0; !(await listed()) && tries < 200; tries++);
  assertValid("AgentsUpdateResult", await session.request("agents.update", { agentId: created.agentId, name: "Head gardener" }));
  const agent = { agentId: created.agentId };
  assertValid("AgentsFilesListResult", await session.request("agents.files.list", agent));
  assertValid("AgentsFilesSetResult", withoutHash(await session.request("agents.files.set", { ...agent, name: "AGENTS.md", content: "# Ferns\n" })));
  const file = await session.request("agents.files.get", { ...agent, name: "AGENTS.md" });
  assertValid("AgentsFilesGetResult", withoutHash(file));
  assert.equal(file.file.content, "# Ferns\n");
  await assert.rejects(session.request("agents.files.get", { ...agent, name: "../../openclaw.json" }));
  assertValid("AgentsDeleteResult", await session.request("agents.delete", { ...agent, deleteFiles: false }));
  await assert.rejects(session.request("agents.update", { agentId: "nobody", name: "x" }), /agent "nobody" not found/);
});

test("agent.identity.get", async () => {
  assertValid("AgentIdentityResult", await session.request("agent.identity.get", {}));
});
