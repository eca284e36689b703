// A bare WebSocket, for what the official client would never send.

import WebSocket from "ws";

export class RawSocket {
  #frames = [];
  #waiting = [];
  #closed;

  constructor(url, options) {
    this.socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.closed = new Promise((done) => {
      this.socket.once("close", (code, reason) => {
        this.#closed = { code, reason: reason.toString() };
        done(this.#closed);
        for (const waiter of this.#waiting.splice(0)) waiter.failed(new Error(`closed ${code} ${reason}`));
      });
    });
    this.opened = new Promise((done, failed) => {
      this.socket.once("open", done);
      this.socket.once("error", failed);
    });
    this.socket.on("error", () => {});
    this.socket.on("message", (data) => this.#take(JSON.parse(data.toString())));
  }

  #take(frame) {
    const index = this.#waiting.findIndex((waiter) => waiter.wanted(frame));
    if (index >= 0) this.#waiting.splice(index, 1)[0].done(frame);
    else this.#frames.push(frame);
  }

  /** The next frame that matches; earlier ones that don't stay for later. */
  next(wanted = () => true) {
    const index = this.#frames.findIndex(wanted);
    if (index >= 0) return Promise.resolve(this.#frames.splice(index, 1)[0]);
    if (this.#closed) return Promise.reject(new Error(`closed ${this.#closed.code} ${this.#closed.reason}`));
    return new Promise((done, failed) => this.#waiting.push({ wanted, done, failed }));
  }

  event(name) {
    return this.next((frame) => frame.type === "event" && frame.event === name);
  }

  response(id) {
    return this.next((frame) => frame.type === "res" && frame.id === id);
  }

  send(value) {
    this.socket.send(typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value));
  }

  request(id, method, params) {
    this.send({ type: "req", id, method, ...(params === undefined ? {} : { params }) });
    return this.response(id);
  }

  close() {
    this.socket.terminate();
  }
}

export const connectParams = (overrides = {}) => ({
  minProtocol: 4,
  maxProtocol: 4,
  client: { id: "cli", version: "1.0.0", platform: "linux", mode: "cli" },
  role: "operator",
  scopes: ["operator.read", "operator.write", "operator.admin"],
  ...overrides,
});

/** Opens a socket, waits for the challenge, and connects. */
export async function connectRaw(url, params, options) {
  const socket = new RawSocket(url, options);
  await socket.opened;
  socket.challenge = await socket.event("connect.challenge");
  socket.answer = await socket.request("connect", "connect", params);
  return socket;
}
