// What a host of the official client supplies: an identity, a signature, and a place for tokens.

import { createHash, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { connectOfficial } from "./client.mjs";

const rawKey = (publicKey) => publicKey.export({ type: "spki", format: "der" }).subarray(-32);

/** @param {object} deps callbacks instead of the usual ones */
export function host(deps = {}) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const tokens = new Map();
  return {
    tokens,
    identity: {
      deviceId: createHash("sha256").update(rawKey(publicKey)).digest("hex"),
      publicKeyPem: publicKey.export({ type: "spki", format: "pem" }),
      privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }),
    },
    deps: {
      signDevicePayload: (pem, payload) => sign(null, Buffer.from(payload), pem).toString("base64url"),
      publicKeyRawBase64UrlFromPem: (pem) => rawKey(createPublicKey(pem)).toString("base64url"),
      loadDeviceAuthToken: ({ role }) => tokens.get(role) ?? null,
      storeDeviceAuthToken: ({ role, token, scopes }) => void tokens.set(role, { token, role, scopes, updatedAtMs: Date.now() }),
      clearDeviceAuthToken: ({ role }) => void tokens.delete(role),
      ...deps,
    },
  };
}

/** The official client with a device, connected. */
export const connectDevice = (gateway, device, options = {}) =>
  connectOfficial(gateway, {
    clientName: "cli", mode: "cli", deviceIdentity: device.identity, hostDeps: device.deps, ...options,
  });

/** The official client with a device, refused. @returns the error */
export async function refusedDevice(gateway, device, options = {}) {
  const error = await connectDevice(gateway, device, options).then(
    (session) => {
      session.stop();
      throw new Error(`let in: ${JSON.stringify(session.hello.auth)}`);
    },
    (refusal) => refusal,
  );
  return { error, code: error.details?.code };
}
