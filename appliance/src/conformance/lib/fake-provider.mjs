// A model provider that speaks the OpenAI chat-completions wire format and misbehaves on request. The model's name picks
// what it does.

import { createServer } from "node:http";
import { once } from "node:events";

const chunk = (model, delta, finish = null, extra = {}) =>
  `data: ${JSON.stringify({
    id: "chatcmpl-fake",
    object: "chat.completion.chunk",
    created: 1,
    model,
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...extra,
  })}\n\n`;

const usage = (model) =>
  `data: ${JSON.stringify({
    id: "chatcmpl-fake",
    object: "chat.completion.chunk",
    created: 1,
    model,
    choices: [],
    usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
  })}\n\ndata: [DONE]\n\n`;

const lastUserText = (body) => {
  const message = body.messages.findLast((m) => m.role === "user");
  const content = message?.content ?? "";
  return typeof content === "string" ? content : content.map((part) => part.text ?? "").join("");
};

const behaviours = {
  echo(body, res) {
    sse(res);
    res.write(chunk(body.model, { role: "assistant", content: "" }));
    for (const word of `You said: ${lastUserText(body)}`.match(/\S+\s*/g)) res.write(chunk(body.model, { content: word }));
    res.write(chunk(body.model, {}, "stop"));
    res.end(usage(body.model));
  },
  // Says its first words, then waits until the test lets it go on.
  paused(body, res, { gate }) {
    sse(res);
    res.write(chunk(body.model, { role: "assistant", content: "First " }));
    gate.then(() => {
      res.write(chunk(body.model, { content: "and last." }));
      res.write(chunk(body.model, {}, "stop"));
      res.end(usage(body.model));
    });
  },
  hang() {},
  "hang-midway"(body, res) {
    sse(res);
    res.write(chunk(body.model, { content: "I was about to" }));
  },
  drip(body, res) {
    sse(res);
    const timer = setInterval(() => res.write(": keep-alive\n\n"), 50);
    res.on("close", () => clearInterval(timer));
  },
  cut(body, res) {
    sse(res);
    res.write(chunk(body.model, { content: "half a sen" }), () => res.destroy());
  },
  garbage(body, res) {
    sse(res);
    res.write("data: {not json\n\n");
    res.write("\u0000\u0001 nonsense\n");
    res.end("data: [1,2\n\n".repeat(200));
  },
  error500(body, res) {
    res.writeHead(500, { "content-type": "application/json" }).end('{"error":{"message":"secret internals: sk-leak"}}');
  },
  unauthorized(body, res) {
    res.writeHead(401, { "content-type": "application/json" }).end('{"error":{"message":"bad key sk-leak"}}');
  },
  "rate-limit-once"(body, res, { count }) {
    if (count === 1) {
      res.writeHead(429, { "retry-after": "1", "content-type": "application/json" }).end('{"error":{"message":"slow down"}}');
    } else {
      behaviours.echo(body, res);
    }
  },
  tool(body, res) {
    sse(res);
    if (body.messages.some((m) => m.role === "tool")) {
      const result = body.messages.findLast((m) => m.role === "tool").content;
      res.write(chunk(body.model, { content: `The tool said ${result}` }));
      res.write(chunk(body.model, {}, "stop"));
    } else {
      const call = { index: 0, id: "call_1", type: "function", function: { name: (body.tools.find((tool) => tool.function.name === "get_weather") ?? body.tools[0]).function.name, arguments: "" } };
      res.write(chunk(body.model, { role: "assistant", content: null, tool_calls: [call] }));
      for (const piece of ['{"city":', '"Paris"}']) {
        res.write(chunk(body.model, { tool_calls: [{ index: 0, function: { arguments: piece } }] }));
      }
      res.write(chunk(body.model, {}, "tool_calls"));
    }
    res.end(usage(body.model));
  },
};

function sse(res) {
  res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  res.flushHeaders();
}

export async function startFakeProvider() {
  const requests = [];
  const counts = new Map();
  let open = 0;
  let release;
  let gate = new Promise((done) => (release = done));
  const server = createServer((req, res) => {
    open++;
    res.on("close", () => open--);
    let text = "";
    req.setEncoding("utf8").on("data", (part) => (text += part));
    req.on("end", () => {
      const body = JSON.parse(text);
      requests.push({ url: req.url, headers: req.headers, body });
      counts.set(body.model, (counts.get(body.model) ?? 0) + 1);
      const behave = behaviours[body.model] ?? behaviours.echo;
      behave(body, res, { gate, count: counts.get(body.model) });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${server.address().port}/v1`,
    requests,
    open: () => open,
    release() {
      release();
      gate = new Promise((done) => (release = done));
    },
    /** The part of a gateway's configuration that makes it use this provider. */
    config(model = "echo", provider = {}) {
      return {
        models: {
          providers: {
            fake: {
              baseUrl: `http://127.0.0.1:${server.address().port}/v1`,
              apiKey: "sk-fake-provider-key",
              api: "openai-completions",
              models: Object.keys(behaviours).map((id) => ({ id, name: id })),
              ...provider,
            },
          },
        },
        agents: { defaults: { model: { primary: `fake/${model}` } } },
      };
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
