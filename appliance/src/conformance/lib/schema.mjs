// The official JSON schema, as validators.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import assert from "node:assert/strict";
import Ajv from "ajv";

const require = createRequire(import.meta.url);
const packageFile = join(dirname(require.resolve("@openclaw/gateway-protocol")), "..", "protocol.schema.json");
const official = JSON.parse(readFileSync(packageFile, "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: "official", definitions: official.definitions });

const validators = new Map();

export const definitions = official.definitions;
export const methods = official.methods;

/** Fails the test when the value isn't valid by the official definition of that name. */
export function assertValid(definition, value) {
  assert.ok(official.definitions[definition], `the official schema has no definition ${definition}`);
  if (!validators.has(definition)) validators.set(definition, ajv.compile({ $ref: `official#/definitions/${definition}` }));
  const validate = validators.get(definition);
  assert.ok(
    validate(value),
    `not a valid ${definition}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value, null, 1)?.slice(0, 3000)}`,
  );
}
