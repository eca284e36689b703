// What a device must prove: that it holds its key, now, to this gateway.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { connectDevice, host, refusedDevice } from "../lib/device.mjs";
import { startGateway } from "../lib/gateway.mjs";
import { startRelay } from "../lib/relay.mjs";

let gateway;
before(async () => (gateway = await startGateway()));
after(() => gateway.stop());

async function refused(device, code, message, target = gateway) {
  const refusal = await refusedDevice(target, device);
  assert.equal(refusal.error.message, message);
  assert.equal(refusal.error.gatewayCode ?? refusal.error.code, "INVALID_REQUEST");
  assert.equal(refusal.code, code);
  assert.equal(device.tokens.size, 0, "no token was handed out");
}

const tampered = async (change, code, message) => {
  const relay = await startRelay(gateway, { challenge: change });
  try {
    await refused(host(), code, message, relay);
  } finally {
    await relay.stop();
  }
};

test("an honest device is let in", async () => {
  const session = await connectDevice(gateway, host());
  assert.equal(session.hello.auth.deviceToken.length, 43);
  session.stop();
});

test("another connection's nonce is refused", () =>
  tampered(
    (payload) => ({ ...payload, nonce: "00000000-0000-4000-8000-000000000000" }),
    "DEVICE_AUTH_NONCE_MISMATCH",
    "device nonce mismatch",
  ));

test("a stale signature is refused, and one from the future", async () => {
  for (const shift of [-121_000, 125_000]) {
    await tampered(
      (payload) => ({ ...payload, ts: payload.ts + shift }),
      "DEVICE_AUTH_SIGNATURE_EXPIRED",
      "device signature expired",
    );
  }
});

test("a clock that is a minute off is borne with", async () => {
  for (const shift of [-60_000, 60_000]) {
    const relay = await startRelay(gateway, { challenge: (payload) => ({ ...payload, ts: payload.ts + shift }) });
    const session = await connectDevice(relay, host());
    session.stop();
    await relay.stop();
  }
});

test("a signature by a foreign key is refused", () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const device = host({
    signDevicePayload: (_pem, payload) => sign(null, Buffer.from(payload), privateKey).toString("base64url"),
  });
  return refused(device, "DEVICE_AUTH_SIGNATURE_INVALID", "device signature invalid");
});

test("a foreign public key under a device's id is refused", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const device = host({
    signDevicePayload: (_pem, payload) => sign(null, Buffer.from(payload), privateKey).toString("base64url"),
    publicKeyRawBase64UrlFromPem: () =>
      publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("base64url"),
  });
  return refused(device, "DEVICE_AUTH_DEVICE_ID_MISMATCH", "device identity mismatch");
});

test("a signature over anything else than what is asked is refused", async () => {
  const changes = {
    "another nonce": (fields) => (fields[8] = "00000000-0000-4000-8000-000000000000"),
    "another time": (fields) => (fields[6] = String(Number(fields[6]) - 1)),
    "another role": (fields) => (fields[4] = "node"),
    "fewer scopes": (fields) => (fields[5] = "operator.read"),
    "another token": (fields) => (fields[7] = "x"),
    "another client": (fields) => (fields[2] = "test"),
    "another platform": (fields) => (fields[9] = "plan9"),
    "another device": (fields) => (fields[1] = "0".repeat(64)),
    "another version": (fields) => (fields[0] = "v4"),
  };
  for (const [what, change] of Object.entries(changes)) {
    const device = host({
      signDevicePayload: (pem, payload) => {
        const fields = payload.split("|");
        change(fields);
        assert.notEqual(fields.join("|"), payload, what);
        return sign(null, Buffer.from(fields.join("|")), pem).toString("base64url");
      },
    });
    await refused(device, "DEVICE_AUTH_SIGNATURE_INVALID", "device signature invalid");
  }
});

test("a signature is good for one connection", async () => {
  const seen = [];
  const first = host();
  const honest = first.deps.signDevicePayload;
  first.deps.signDevicePayload = (pem, payload) => (seen.push(honest(pem, payload)), seen.at(-1));
  (await connectDevice(gateway, first)).stop();
  const replay = { ...first, tokens: new Map() };
  replay.deps = { ...first.deps, signDevicePayload: () => seen[0], loadDeviceAuthToken: () => null, storeDeviceAuthToken: () => {} };
  await refused(replay, "DEVICE_AUTH_SIGNATURE_INVALID", "device signature invalid");
});
