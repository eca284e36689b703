import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { connectOfficial } from "../lib/client.mjs";
import { TOKEN, startGateway } from "../lib/gateway.mjs";
import { assertValid } from "../lib/schema.mjs";

const REDACTED = "__OPENCLAW_REDACTED__";
const run = promisify(execFile);

let gateway;
let session;
let file;
before(async () => {
  gateway = await startGateway({ config: { logging: { level: "info" } } });
  file = join(gateway.state, "openclaw.json");
  session = await connectOfficial(gateway);
});
after(async () => {
  session.stop();
  await gateway.stop();
});

const current = () => session.request("config.get", {});
const text = () => readFile(file, "utf8");
const refused = (promise, message, details) =>
  assert.rejects(promise, (error) => {
    assert.match(error.message, message);
    if (details) assert.partialDeepStrictEqual(error.details, details);
    return true;
  });

test("config.get has every field clients read, and its parts fit together", async () => {
  const config = await current();
  for (const key of [
    "path", "includedPaths", "includeProvenance", "agentRosterIncludeOwned", "bindingsIncludeOwned", "exists", "raw", "parsed",
    "sourceConfig", "resolved", "valid", "runtimeConfig", "config", "hash", "issues", "warnings", "legacyIssues",
    "configRevisionHash", "appliedConfigHash",
  ]) assert.ok(key in config, key);
  assert.equal(config.path, file);
  assert.equal(config.configRevisionHash, config.appliedConfigHash);
  assert.match(config.hash, /^hmac-sha256:v1:/);
  await refused(session.request("config.get", { x: 1 }), /invalid config.get params: at root: unexpected property 'x'/);
});

test("config.schema is a schema with hints of the official form", async () => {
  const answer = await session.request("config.schema", {});
  assertValid("ConfigSchemaResponse", answer);
  assert.equal(answer.schema.$schema, "http://json-schema.org/draft-07/schema#");
  assert.equal(answer.schema.properties.gateway.properties.port.type, "integer");
  assert.equal(answer.uiHints["gateway.auth.token"].sensitive, true);
});

test("config.schema.lookup", async () => {
  const paths = [".", "gateway", "gateway.port", "gateway.auth.token", "gateway.trustedProxies[]", "models.providers.*.apiKey", "agents.entries"];
  for (const path of paths) assertValid("ConfigSchemaLookupResult", await session.request("config.schema.lookup", { path }));
  const port = await session.request("config.schema.lookup", { path: "gateway.port" });
  assert.equal(port.reloadKind, "restart");
  assert.deepEqual(port.children, []);
  const whole = await session.request("config.schema.lookup", { path: "gateway" });
  assert.equal(whole.schema.properties, undefined);
  assert.ok(whole.children.some((child) => child.path === "gateway.auth" && child.hasChildren));
  await refused(session.request("config.schema.lookup", { path: "gateway.foo" }), /^config schema path not found$/);
  await refused(session.request("config.schema.lookup", { path: "a b" }), /must match pattern/);
});

test("a write needs the hash of what it is based on", async () => {
  const raw = "{}";
  for (const method of ["config.set", "config.apply"]) {
    await refused(session.request(method, { raw }), /^config base hash required; re-run config.get and retry$/);
    await refused(session.request(method, { raw, baseHash: "h1" }), /^config changed since last load; re-run config.get and retry$/);
  }
  await refused(
    session.request("config.patch", { raw: "{logging:{level:'debug'}}" }),
    /^config base hash required for logging.level; re-run config.get and retry with baseHash$/,
  );
});

test("faults are said with path and place, and nothing is written", async () => {
  const before = await text();
  const { hash: baseHash } = await current();
  await refused(session.request("config.set", { raw: "{ gateway: {", baseHash }), /^SyntaxError: JSON5: .* at 1:13$/);
  await refused(
    session.request("config.set", { raw: "{gateway:{port:'x',prot:1}}", baseHash }),
    /^invalid config: gateway.port: Invalid input: expected number, received string; gateway: Unrecognized key: "prot" .*did you mean gateway.port/,
    { issues: [{ path: "gateway.port", line: 1, column: 11 }, { path: "gateway" }] },
  );
  await refused(session.request("config.patch", { raw: "[]", baseHash }), /^config.patch raw must be an object$/);
  await refused(session.request("config.patch", { raw: `{gateway:{auth:{password:'${REDACTED}'}}}`, baseHash }), /gateway.auth.password: holds the placeholder/);
  await refused(session.request("config.patch", { raw: "{gateway:{bind:'lan',auth:{mode:'none'}}}", baseHash }), /^invalid config: .*without auth/i);
  await refused(session.request("config.set", { raw: "", baseHash }), /invalid config.set params: at \/raw/);
  assert.equal(await text(), before);
});

test("config.set writes the text as it is, with the hidden secrets back in their places", async () => {
  const { raw, hash: baseHash } = await current();
  assert.ok(raw.includes(REDACTED) && !raw.includes(TOKEN));
  const changed = session.event((event) => event.event === "config.changed");
  const answer = await session.request("config.set", { raw: `// the board in the cellar\n${raw}`, baseHash });
  assert.equal(answer.ok, true);
  assert.equal(answer.path, file);
  assert.equal(answer.config.gateway.auth.token, REDACTED);
  const written = await text();
  assert.ok(written.startsWith("// the board in the cellar\n") && written.includes(TOKEN));
  assert.equal((await current()).hash, answer.hash);
  assert.equal((await changed).payload.hash, answer.hash);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
});

test("config.patch merges, keeps comments, is in force when it answers, and is announced once", async () => {
  const { hash: baseHash } = await current();
  const answer = await session.request("config.patch", {
    raw: "{logging: {level: 'debug'}, gateway: {trustedProxies: ['10.0.0.1', '10.0.0.2']}}",
    baseHash,
    note: "two proxies",
    sessionKey: "agent:main:main",
    deliveryContext: { channel: "telegram", to: "1", threadId: 7 },
  });
  assert.deepEqual(answer.changedPaths.sort(), ["gateway.trustedProxies", "logging.level"]);
  assert.equal(answer.sentinel.payload.kind, "config-patch");
  assert.equal(answer.sentinel.payload.message, "two proxies");
  assert.equal(answer.sentinel.payload.stats.requiresRestart, false);
  assert.deepEqual(answer.reload.pendingRestartKeys, []);
  const now = await current();
  assert.equal(now.appliedConfigHash, now.configRevisionHash);
  assert.equal(now.runtimeConfig.logging.level, "debug");
  assert.ok((await text()).startsWith("// the board in the cellar\n"));
  assert.equal(session.events.filter((event) => event.event === "config.changed" && event.payload.hash === answer.hash).length, 1);

  const same = await session.request("config.patch", { raw: `{gateway:{auth:{token:'${REDACTED}'}}}`, baseHash: answer.hash });
  assert.deepEqual([same.noop, same.changedPaths], [true, []]);
});

test("config.patch takes nothing out of a list unless told to", async () => {
  const { hash: baseHash } = await current();
  const raw = "{gateway:{trustedProxies:['10.0.0.1']}}";
  await refused(
    session.request("config.patch", { raw, baseHash }),
    /^config.patch would remove entries from array path\(s\): gateway.trustedProxies. Pass replacePaths/,
  );
  const answer = await session.request("config.patch", { raw, baseHash, replacePaths: ["gateway.trustedProxies"] });
  assert.deepEqual(answer.config.gateway.trustedProxies, ["10.0.0.1"]);
});

test("preferences of an interface need no hash", async () => {
  const answer = await session.request("config.patch", { raw: "{ui:{prefs:{}}}" });
  assert.equal(answer.ok, true);
});

test("five older texts are kept", async () => {
  for (let level of ["warn", "info", "error", "warn"]) {
    const { hash: baseHash } = await current();
    await session.request("config.patch", { raw: `{logging:{level:'${level}'}}`, baseHash });
  }
  const names = await readdir(gateway.state);
  for (const suffix of [".bak", ".bak.1", ".bak.2", ".bak.3", ".bak.4"]) assert.ok(names.includes(`openclaw.json${suffix}`), suffix);
  assert.ok(!names.includes("openclaw.json.bak.5"));
});

test("the command line goes through the file and says what it takes", async () => {
  const cli = async (...args) => JSON.parse((await run(gateway.bin, args, { env: gateway.env() })).stdout);
  const last = session.events.findLast((event) => event.event === "config.changed")?.seq ?? 0;
  const changed = session.event((event) => event.event === "config.changed" && event.seq > last);
  const set = await cli("config", "set", "logging.level", "debug", "--json");
  assert.deepEqual([set.changedPaths, set.reload.requiresRestart], [["logging.level"], false]);
  await changed;
  assert.equal((await current()).runtimeConfig.logging.level, "debug");
  const port = await cli("config", "set", "gateway.port", "1234", "--json", "--dry-run");
  assert.deepEqual(port.reload.pendingRestartKeys, ["gateway.port"]);
  await writeFile(join(gateway.home, "next.json5"), (await text()).replace('"debug"', '"info"'));
  assert.deepEqual((await cli("config", "apply", join(gateway.home, "next.json5"), "--json")).changedPaths, ["logging.level"]);
});

test("whoever replaces the token learns the outcome before the old one stops working", async () => {
  const own = await startGateway({ config: { logging: { level: "info" } } });
  const closed = Promise.withResolvers();
  const admin = await connectOfficial(own, { onClose: (code, reason) => closed.resolve({ code, reason }) });
  try {
    const { hash: baseHash } = await admin.request("config.get", {});
    const answer = await admin.request("config.patch", { raw: "{gateway:{auth:{token:'another-token-0123456789abcdefghijklm'}}}", baseHash });
    assert.equal(answer.ok, true);
    assert.equal(answer.sentinel.payload.stats.requiresRestart, false);
    assert.equal((await closed.promise).code, 4001);
  } finally {
    admin.stop();
    await own.stop();
  }
});

test("a change that needs a restart is answered first; then the gateway restarts in place", async () => {
  const own = await startGateway({ config: { logging: { level: "info" } } });
  const closed = Promise.withResolvers();
  const admin = await connectOfficial(own, { onClose: (code) => closed.resolve(code) });
  try {
    const { raw, hash: baseHash } = await admin.request("config.get", {});
    const answer = await admin.request("config.apply", { raw: raw.replace('"mode": "local"', '"mode": "local", "tls": {"enabled": false}'), baseHash });
    assert.deepEqual(answer.reload.pendingRestartKeys, ["gateway.tls.enabled"]);
    assert.equal(answer.sentinel.payload.stats.requiresRestart, true);
    assert.match(answer.restart.reason, /gateway.tls.enabled/);
    assert.equal(await closed.promise, 1012);
  } finally {
    admin.stop();
    await own.stop();
  }
});

test("a client may write thirty times a minute", async () => {
  const own = await startGateway({ config: { logging: { level: "info" } } });
  const admin = await connectOfficial(own);
  try {
    let refusal;
    for (let i = 0; i < 31; i++) await admin.request("config.set", { raw: "{}", baseHash: "h1" }).catch((error) => (refusal = error));
    assert.match(refusal.message, /^rate limit exceeded for config.set; retry after \d+s$/);
    assert.deepEqual(refusal.details, { method: "config.set", limit: "30 per 60s" });
  } finally {
    admin.stop();
    await own.stop();
  }
});
