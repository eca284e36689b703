// The official client, connected.

import { GatewayClient } from "@openclaw/gateway-client";
import { TOKEN } from "./gateway.mjs";

export async function connectOfficial(gateway, options = {}) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const events = [];
  const waiting = [];
  const gaps = [];
  const client = new GatewayClient({
    url: gateway.url,
    token: TOKEN,
    minProtocol: 4,
    maxProtocol: 4,
    scopes: ["operator.read", "operator.write", "operator.admin"],
    onHelloOk: resolve,
    onConnectError: reject,
    onGap: (gap) => gaps.push(gap),
    onEvent: (event) => {
      events.push(event);
      for (const waiter of waiting.splice(0)) {
        if (waiter.wanted(event)) waiter.done(event);
        else waiting.push(waiter);
      }
    },
    ...options,
  });
  client.start();
  const hello = await promise.catch((error) => {
    // It would try again for ever.
    client.stop();
    throw error;
  });
  return {
    client,
    hello,
    events,
    gaps,
    request: (method, params, requestOptions) => client.request(method, params, requestOptions),
    /** The first event, past or future, that matches. */
    event(wanted) {
      const past = events.find(wanted);
      return past ? Promise.resolve(past) : new Promise((done) => waiting.push({ wanted, done }));
    },
    stop: () => client.stop(),
  };
}
