// Starts the gateway under test in a home of its own, and stops it.
//
// OPENCLAW_BIN names the executable (default: the built distribution). Nothing outside the temporary home is touched.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const BIN = process.env.OPENCLAW_BIN ?? resolve(here, "../../../../images/target/openclaw/bin/openclaw");

export const TOKEN = "conformance-token-0123456789abcdefghijklmnopqrs";

async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Environment for a child that must see nothing of the caller's own set-up. */
export function cleanEnvironment(home, extra = {}) {
  const kept = {};
  for (const name of ["PATH", "LANG", "TMPDIR", "JAVA_HOME"]) {
    if (process.env[name] !== undefined) kept[name] = process.env[name];
  }
  return { ...kept, HOME: home, ...extra };
}

/** @param {{config?: object, env?: object, args?: string[]}} options merged over a minimal local set-up */
export async function startGateway(options = {}) {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), "openclaw-conformance-")));
  const state = join(home, ".openclaw");
  const port = options.port ?? (await freePort());
  await mkdir(state, { recursive: true, mode: 0o700 });
  const config = {
    ...options.config,
    gateway: {
      mode: "local",
      port,
      auth: { mode: "token", token: TOKEN },
      http: { endpoints: { chatCompletions: { enabled: true } } },
      ...options.config?.gateway,
    },
  };
  await writeFile(join(state, "openclaw.json"), JSON.stringify(config, null, 2), { mode: 0o600 });

  const child = spawn(BIN, ["gateway", ...(options.args ?? [])], {
    env: cleanEnvironment(home, options.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ready = new Promise((done, failed) => {
    const read = (chunk) => {
      output += chunk;
      if (output.includes(`listening on :${port}`)) done();
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("exit", (code, signal) => failed(new Error(`gateway ended (${code ?? signal}) before it was ready:\n${output}`)));
    child.once("error", failed);
  });
  await ready;

  const exited = once(child, "exit");
  return {
    bin: BIN,
    home,
    state,
    port,
    pid: child.pid,
    url: `ws://127.0.0.1:${port}`,
    http: `http://127.0.0.1:${port}`,
    output: () => output,
    env: (extra) => cleanEnvironment(home, extra),
    signal: (name) => child.kill(name),
    exited,
    async stop({ keepHome = false } = {}) {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      const [code, signal] = await exited;
      if (!keepHome) await rm(home, { recursive: true, force: true });
      return { code, signal };
    },
  };
}
