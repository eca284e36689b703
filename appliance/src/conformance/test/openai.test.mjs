import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import OpenAI from "openai";
import { startFakeProvider } from "../lib/fake-provider.mjs";
import { startGateway, TOKEN } from "../lib/gateway.mjs";

let gateway;
let provider;
let openai;
before(async () => {
  provider = await startFakeProvider();
  gateway = await startGateway({ config: provider.config("echo") });
  openai = new OpenAI({ baseURL: `${gateway.http}/v1`, apiKey: TOKEN, maxRetries: 0 });
});
after(async () => {
  await gateway.stop();
  await provider.stop();
});

const weather = {
  type: "function",
  function: { name: "get_weather", description: "w", parameters: { type: "object", properties: { city: { type: "string" } } } },
};

test("the SDK lists models and reads one", async () => {
  const ids = [];
  for await (const model of openai.models.list()) ids.push(model.id);
  assert.deepEqual(ids, ["openclaw", "openclaw/default", "openclaw/main"]);
  assert.equal((await openai.models.retrieve("openclaw/main")).id, "openclaw/main");
});

test("the SDK chats", async () => {
  const answer = await openai.chat.completions.create({ model: "openclaw", messages: [{ role: "user", content: "hi" }] });
  assert.match(answer.id, /^chatcmpl_/);
  assert.equal(answer.choices[0].message.content.trim(), "You said: hi");
  assert.equal(answer.choices[0].finish_reason, "stop");
  assert.deepEqual(answer.usage, { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 });
});

test("the SDK streams", async () => {
  const stream = await openai.chat.completions.create({
    model: "openclaw/default",
    messages: [{ role: "user", content: "one two three" }],
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  assert.equal(chunks[0].choices[0].delta.role, "assistant");
  const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
  assert.equal(text.trim(), "You said: one two three");
  assert.ok(chunks.some((chunk) => chunk.choices[0]?.finish_reason === "stop"));
  assert.equal(chunks.at(-1).usage.total_tokens, 18);
});

test("the caller's whole history reaches the model", async () => {
  await openai.chat.completions.create({
    model: "openclaw",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "my name is Ada" },
      { role: "assistant", content: "noted" },
      { role: "user", content: "who am I?" },
    ],
  });
  const seen = JSON.stringify(provider.requests.at(-1).body.messages);
  for (const part of ["Be brief.", "my name is Ada", "noted", "who am I?"]) assert.ok(seen.includes(part), part);
});

for (const stream of [false, true]) {
  test(`a client's tool goes there and back (stream: ${stream})`, async () => {
    const ask = [{ role: "user", content: "weather in Paris?" }];
    const options = { model: "openclaw", tools: [weather] };
    const headers = { headers: { "x-openclaw-model": "fake/tool" } };
    let call;
    if (stream) {
      let name = "";
      let args = "";
      let id = "";
      let finish;
      for await (const chunk of await openai.chat.completions.create({ ...options, messages: ask, stream: true }, headers)) {
        const piece = chunk.choices[0]?.delta.tool_calls?.[0];
        id ||= piece?.id ?? "";
        name += piece?.function?.name ?? "";
        args += piece?.function?.arguments ?? "";
        finish = chunk.choices[0]?.finish_reason ?? finish;
      }
      assert.equal(finish, "tool_calls");
      call = { id, type: "function", function: { name, arguments: args } };
    } else {
      const first = await openai.chat.completions.create({ ...options, messages: ask }, headers);
      assert.equal(first.choices[0].finish_reason, "tool_calls");
      call = first.choices[0].message.tool_calls[0];
    }
    assert.equal(call.function.name, "get_weather");
    assert.deepEqual(JSON.parse(call.function.arguments), { city: "Paris" });
    const second = await openai.chat.completions.create(
      { ...options, messages: [...ask, { role: "assistant", content: "", tool_calls: [call] }, { role: "tool", tool_call_id: call.id, content: "sunny" }] },
      headers,
    );
    assert.equal(second.choices[0].message.content, "The tool said sunny");
  });
}

test("errors have the status and words of the protocol", async (t) => {
  const chat = (body, headers = {}) =>
    fetch(`${gateway.http}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const user = [{ role: "user", content: "x" }];
  const rows = [
    ["not JSON", "{", {}, 400, /./],
    ["no user message", { model: "openclaw", messages: [] }, {}, 400, /^Missing user message in `messages`\.$/],
    ["only a system message", { model: "openclaw", messages: [{ role: "system", content: "s" }] }, {}, 400, /^Missing user message/],
    ["another model", { model: "gpt-4o", messages: user }, {}, 400, /^Invalid `model`\. Use `openclaw` or `openclaw\/<agentId>`\.$/],
    ["an unknown agent", { model: "openclaw/nope", messages: user }, {}, 400, /^Unknown agent 'nope'\.$/],
    ["temperature", { model: "openclaw", messages: user, temperature: 9 }, {}, 400, /^`temperature` must be between 0 and 2\.$/],
    ["a reserved session", { model: "openclaw", messages: user }, { "x-openclaw-session-key": "subagent:x" }, 400, /reserved internal session namespaces/],
    ["an unknown back-end model", { model: "openclaw", messages: user }, { "x-openclaw-model": "nope/none" }, 404, /^Unknown model: nope\/none\./],
  ];
  for (const [name, body, headers, status, message] of rows) {
    await t.test(name, async () => {
      const response = await chat(body, headers);
      assert.equal(response.status, status);
      const { error } = await response.json();
      assert.equal(error.type, "invalid_request_error");
      assert.match(error.message, message);
    });
  }
  await t.test("no bearer", async () => {
    const response = await chat({ model: "openclaw", messages: user }, { authorization: "" });
    assert.equal(response.status, 401);
    assert.deepEqual(await response.json(), { error: { message: "Unauthorized", type: "unauthorized" } });
  });
  await t.test("wrong method", async () => {
    const response = await fetch(`${gateway.http}/v1/chat/completions`, { headers: { authorization: `Bearer ${TOKEN}` } });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "POST");
  });
  await t.test("unknown path", async () => {
    const response = await fetch(`${gateway.http}/v1/nope`, { headers: { authorization: `Bearer ${TOKEN}` } });
    assert.equal(response.status, 404);
    assert.match(response.headers.get("content-type"), /application\/json/);
  });
  await t.test("a body that is too large", async () => {
    const response = await chat({ model: "openclaw", messages: [{ role: "user", content: "x".repeat(3 * 1024 * 1024) }] });
    assert.equal(response.status, 413);
  });
});

test("a client that goes away cancels the run", async () => {
  const before = provider.open();
  const abort = new AbortController();
  const request = openai.chat.completions.create(
    { model: "openclaw", messages: [{ role: "user", content: "never ends" }] },
    { signal: abort.signal, headers: { "x-openclaw-model": "fake/hang" } },
  );
  request.catch(() => {});
  while (provider.open() <= before) await new Promise((done) => setImmediate(done));
  abort.abort();
  while (provider.open() > before) await new Promise((done) => setImmediate(done));
  await assert.rejects(request);
});

test("the same user continues a session, a stateless request does not", async () => {
  const say = (text, user) =>
    openai.chat.completions.create({ model: "openclaw", messages: [{ role: "user", content: text }], ...(user ? { user } : {}) });
  await say("first words", "ada");
  await say("second words", "ada");
  assert.match(JSON.stringify(provider.requests.at(-1).body.messages), /first words/);
  await say("alone");
  assert.doesNotMatch(JSON.stringify(provider.requests.at(-1).body.messages), /first words/);
});

test("probes answer without a key", async () => {
  for (const path of ["/health", "/healthz"]) {
    const response = await fetch(gateway.http + path);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.deepEqual(await response.json(), { ok: true, status: "live" });
    assert.equal((await fetch(gateway.http + path, { method: "HEAD" })).status, 200);
    assert.equal((await fetch(gateway.http + path, { method: "POST" })).status, 405);
  }
  assert.equal((await (await fetch(`${gateway.http}/readyz`)).json()).ready, true);
  assert.equal((await (await fetch(`${gateway.http}/startupz`)).json()).status, "started");
});
