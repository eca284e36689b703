// Every method's parameters, property by property, against the official schema. What differs on purpose is listed below with
// its reason; everything else is a defect.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { definitions, methods as officialMethods } from "../lib/schema.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const ours = JSON.parse(
  readFileSync(join(here, "../../main/resources/org/openclaw/appliance/protocol.schema.json"), "utf8"),
).methods;

/** Methods whose definition isn't called after them. */
const NAMED_OTHERWISE = {
  "agent.identity.get": "AgentIdentityParams",
  "sessions.subscribe": "SessionsListParams",
  "chat.startup": "ChatHistoryParams",
  "sessions.github.options": "SessionGitHubOptionsParams",
  "sessions.viewers.set": "SessionsViewerPresenceSetParams",
};

const NEWER = "newer than the published schema package; current clients send it";

/** `method.property` → why it differs. */
const DELIBERATE = {
  "device.pair.setupCode.joinUrl": "no join URLs here: false means the same as absent, and true is answered with a sentence",
  "connect.modelCatalog": NEWER,
  "chat.history.maxBytes": NEWER,
  "chat.startup.maxBytes": NEWER,
  "chat.metadata.authProfileId": NEWER,
  "chat.send.mentions": NEWER,
  "chat.send.workContext": NEWER,
  "sessions.send.mentions": NEWER,
  "models.list.sessionKey": NEWER,
  "models.list.authProfileId": NEWER,
  "models.list.provider": NEWER,
  "models.list.includeDetails": NEWER,
  "models.list.includeDefaultModels": NEWER,
  "sessions.describe.agentId": NEWER,
  "sessions.list.includeActivitySummary": NEWER,
  "sessions.list.excludeSubagents": NEWER,
  "sessions.subscribe.includeActivitySummary": NEWER,
  "sessions.subscribe.excludeSubagents": NEWER,
  "sessions.list.activeOnly": NEWER,
  "sessions.list.sortBy": NEWER,
  "sessions.subscribe.activeOnly": NEWER,
  "sessions.subscribe.sortBy": NEWER,
  "sessions.list.hasBoard": NEWER,
  "sessions.subscribe.hasBoard": NEWER,
  "tasks.list.sortBy": NEWER,
  "agents.files.set.expectedHash": NEWER,
  "environments.list.runtimeId": NEWER,
  "environments.list.projection": NEWER,
  "environments.list.includeDesktopSetup": NEWER,
  "sessions.reset.expectedSessionId": NEWER,
  "sessions.resolve.reference": NEWER,
  "progressCard.get.agentId": NEWER,
  "progressCard.put.agentId": NEWER,
  "sessions.github.options.agentId": NEWER,
  "sessions.github.options.idempotencyKey": NEWER,
  "sessions.catalog.list.metadataOnly": NEWER,
  "sessions.catalog.list.allowPartialResults": NEWER,
  "talk.catalog.provider": NEWER,
  "talk.catalog.model": NEWER,
  "sessions.delete.expectedSessionUpdatedAt": "a time in milliseconds is a whole number",
  "sessions.messages.subscribe.includeApprovals": "false is let through as well: it asks for nothing",
  "sessions.messages.unsubscribe.includeApprovals": "one form serves both directions; it asks for nothing here",
};

/** Differences of a kind, true for any method. */
const KINDS_OF_DIFFERENCE = [
  // A small board bounds every text and list, also where the original doesn't.
  (mine, theirs) => withoutUpperBounds(mine) === theirs || withoutUpperBounds(mine) === withoutUpperBounds(theirs) && /^\[/.test(mine),
  // Forms can't say "null or several types"; the methods that store such values check them.
  (mine, theirs) => mine === "any" && (/null|\|/.test(theirs) || theirs.startsWith("enum ")),
  // What belongs to features this gateway doesn't have is let through unread.
  (mine, theirs) => mine.replace("object", "{}").replace("any", "{}") === theirs.replace(/\{[^}]*\}/, "{}"),
];
const withoutUpperBounds = (text) => text.replace(/ max(Length|Items)=\d+/g, "");

const definitionOf = (method) =>
  NAMED_OTHERWISE[method] ??
  method
    .split(/[.-]/)
    .map((part) => part[0].toUpperCase() + part.slice(1))
    .join("") + "Params";

const resolve = (schema) => (schema?.$ref ? resolve(definitions[schema.$ref.split("/").at(-1)]) : schema);

/** What a schema lets through, as a short text; alternatives in a fixed order. */
function form(schema) {
  const known = resolve(schema);
  if (known.const !== undefined) return JSON.stringify(known.const);
  const alternatives = known.anyOf ?? known.oneOf ?? (Array.isArray(known.type) ? known.type.map((type) => ({ ...known, type })) : null);
  if (alternatives) {
    const forms = [...new Set(alternatives.map(form))].sort();
    return forms.every((text) => text.startsWith('"')) ? `enum ${forms.join(",")}` : forms.join(" | ");
  }
  if (known.enum) return known.enum.length === 1 ? JSON.stringify(known.enum[0]) : `enum ${known.enum.map((v) => JSON.stringify(v)).sort().join(",")}`;
  if (known.type === "array") return `[${form(known.items ?? {})}]${limits(known, "minItems", "maxItems")}`;
  if (known.type === "object" || known.properties) return known.properties ? `{${Object.keys(known.properties).sort()}}` : "object";
  return `${known.type ?? "any"}${limits(known, "minimum", "maximum", "minLength", "maxLength", "pattern")}`;
}

const limits = (schema, ...names) =>
  names.filter((name) => schema[name] !== undefined).map((name) => ` ${name}=${schema[name]}`).join("");

function differences(method) {
  const mine = ours[method].params;
  const theirs = resolve(definitions[definitionOf(method)]);
  const found = [];
  const say = (property, text) => {
    const place = property ? `${method}.${property}` : method;
    if (!(place in DELIBERATE)) found.push(`${place}: ${text}`);
  };
  const compare = (name, here, there) => {
    if (here !== there && !KINDS_OF_DIFFERENCE.some((allowed) => allowed(here, there))) say(name, `${here} instead of ${there}`);
  };
  if (!theirs.properties && !theirs.anyOf) return found;
  const expected = theirs.properties ?? Object.assign({}, ...theirs.anyOf.map((one) => resolve(one).properties));
  for (const [name, schema] of Object.entries(expected)) {
    if (!(name in mine.properties)) say(name, `missing (${form(schema)})`);
    else compare(name, form(mine.properties[name]), form(schema));
  }
  for (const name of Object.keys(mine.properties)) if (!(name in expected)) say(name, "not in the official schema");
  if (theirs.properties) {
    const required = (schema) => [...(schema.required ?? [])].sort().join();
    if (required(mine) !== required(theirs)) say("required", `${required(mine)} instead of ${required(theirs)}`);
    if ((mine.additionalProperties ?? true) !== (theirs.additionalProperties ?? true)) say("additionalProperties", `${mine.additionalProperties ?? true}`);
  }
  return found;
}

test("parameters are those of the official schema", () => {
  const found = Object.keys(ours).filter((method) => definitions[definitionOf(method)]).flatMap(differences);
  assert.deepEqual(found, []);
});

test("every listed difference is still one", () => {
  for (const place of Object.keys(DELIBERATE)) {
    const [method] = Object.keys(ours).filter((name) => place === name || place.startsWith(`${name}.`)).sort((a, b) => b.length - a.length);
    assert.ok(method, `${place} names no method`);
    const reason = DELIBERATE[place];
    delete DELIBERATE[place];
    assert.ok(differences(method).some((text) => text.startsWith(`${place}:`)), `${place} differs no more`);
    DELIBERATE[place] = reason;
  }
});

test("scopes are the official ones", () => {
  const differing = Object.entries(ours)
    .filter(([name, method]) => name !== "connect" && officialMethods[name] && !method.scope.startsWith("dynamic"))
    .filter(([name, method]) => officialMethods[name].scope !== method.scope.split("|")[0])
    .map(([name, method]) => `${name}: ${method.scope} instead of ${officialMethods[name].scope}`);
  // Measured: health answers whatever the connection's scopes are.
  assert.deepEqual(differing, ["health: none instead of operator.read"]);
});
