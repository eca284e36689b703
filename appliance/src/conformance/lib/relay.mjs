// Somebody between the client and the gateway: a proxy that says for whom it asks, or one that tampers with challenges.

import { once } from "node:events";
import WebSocket, { WebSocketServer } from "ws";

/**
 * @param {{headers?: object, challenge?: (payload: object) => object}} options headers sent to the gateway, and what becomes
 *   of its challenge on the way to the client
 */
export async function startRelay(gateway, { headers = {}, challenge = (payload) => payload } = {}) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  await once(server, "listening");
  server.on("connection", (client) => {
    const upstream = new WebSocket(gateway.url, { headers, perMessageDeflate: false });
    const early = [];
    upstream.on("message", (data) => {
      const frame = JSON.parse(data.toString());
      if (frame.event === "connect.challenge") frame.payload = challenge(frame.payload);
      client.send(JSON.stringify(frame));
    });
    upstream.on("open", () => early.splice(0).forEach((text) => upstream.send(text)));
    client.on("message", (data) => {
      if (upstream.readyState === WebSocket.OPEN) upstream.send(data.toString());
      else early.push(data.toString());
    });
    upstream.on("close", (code, reason) => (code === 1005 || code === 1006 ? client.terminate() : client.close(code, reason)));
    client.on("close", () => upstream.terminate());
    upstream.on("error", () => client.terminate());
    client.on("error", () => upstream.terminate());
  });
  return {
    ...gateway,
    url: `ws://127.0.0.1:${server.address().port}`,
    async stop() {
      server.clients.forEach((client) => client.terminate());
      server.close();
      await once(server, "close");
    },
  };
}
