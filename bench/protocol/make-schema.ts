import { between, pick, pickSome } from "../harness/random.js";
import type { Random } from "../harness/random.js";
import { dialect } from "./schema.js";
import type { Schema } from "./schema.js";
import { flags, moments, parts, phrases, quantities, states, texts } from "./words.js";

/** The files of shared definitions that a schema may refer to, by paths relative to the schema's own file. */
export type Shared = readonly string[];

/** Makes an event: a closed object with its tag, an id, a time, and two to six properties of its own. */
export function eventSchema(random: Random, tag: string, shared: Shared): Schema {
  const common = {
    type: { const: tag },
    id: { description: "Id of the event.", type: "string", format: "uuid" },
    at: { description: "When it happened.", type: "string", format: "date-time" },
  } as const;
  const own = properties(random, shared, between(random, 2, 6), 1);
  return {
    $schema: dialect,
    description: sentence(random, tag),
    ...closedObject({ ...common, ...own }, ["type", "id", "at", ...someOf(random, own)]),
  };
}

/** Makes a shared definition: usually an object, sometimes an enumeration or a union with the discriminator `kind`. */
export function sharedSchema(random: Random, name: string, shared: Shared): Schema {
  const head = { $schema: dialect, description: sentence(random, name) };
  const kind = random();
  if (kind < 0.15) return { ...head, enum: pickSome(random, states, between(random, 3, 7)) };
  if (kind < 0.3) return { ...head, ...taggedUnion(random, name, shared) };
  const members = properties(random, shared, between(random, 2, 6), 1);
  return { ...head, ...closedObject(members, someOf(random, members)) };
}

function taggedUnion(random: Random, name: string, shared: Shared): Schema {
  const kinds = pickSome(random, states, between(random, 2, 4));
  const entries = kinds.map((kind): [string, Schema] => {
    const members = properties(random, shared, between(random, 1, 4), 0);
    return [
      `${kind}_${name}`,
      { description: sentence(random, kind), ...closedObject({ kind: { const: kind }, ...members }, ["kind", ...someOf(random, members)]) },
    ];
  });
  return { oneOf: entries.map(([key]) => ({ $ref: `#/$defs/${key}` })), $defs: Object.fromEntries(entries) };
}

function properties(random: Random, shared: Shared, count: number, depth: number): Record<string, Schema> {
  const makers: readonly [readonly string[], () => Schema][] = [
    [texts, () => textSchema(random)],
    [texts, () => textSchema(random)],
    [quantities, () => quantitySchema(random)],
    [flags, () => ({ description: sentence(random, "flag"), type: "boolean" })],
    [moments, () => ({ description: sentence(random, "moment"), type: "string", format: "date-time" })],
    [parts, () => partSchema(random, shared, depth)],
    [parts, () => partSchema(random, shared, depth)],
  ];
  const members: Record<string, Schema> = {};
  while (Object.keys(members).length < count) {
    const [names, make] = pick(random, makers);
    members[pick(random, names)] ??= make();
  }
  return members;
}

function textSchema(random: Random): Schema {
  const description = sentence(random, "text");
  return pick<Schema>(random, [
    { description, type: "string" },
    { description, type: "string", maxLength: 200 },
    { description, type: "string", minLength: 1, maxLength: 64 },
    { description, enum: pickSome(random, states, between(random, 2, 6)) },
    { description, type: "string", pattern: "^[A-Z]{3}-[0-9]{4}$", maxLength: 8 },
    { description, type: "string", format: pick(random, ["uuid", "uuid", "email", "uri"]) },
    { description, type: ["string", "null"] },
  ]);
}

function quantitySchema(random: Random): Schema {
  const description = sentence(random, "quantity");
  return pick<Schema>(random, [
    { description, type: "number" },
    { description, type: "number", minimum: 0 },
    { description, type: "integer", minimum: 0 },
    { description, type: "integer", minimum: 1, maximum: 100 },
  ]);
}

function partSchema(random: Random, shared: Shared, depth: number): Schema {
  const description = sentence(random, "part");
  const kind = random();
  if (shared.length > 0 && kind < 0.45) return { description, $ref: pick(random, shared) };
  if (shared.length > 0 && kind < 0.6) return { description, type: "array", items: { $ref: pick(random, shared) }, maxItems: 20 };
  if (kind < 0.7) return { description, type: "array", items: { type: "string", maxLength: 64 }, maxItems: 10 };
  if (kind < 0.8) return { description, type: "object", additionalProperties: { type: "number" } };
  if (kind < 0.85) return { description, anyOf: [{ type: "string" }, { type: "integer" }] };
  const members = properties(random, depth > 0 ? shared : [], between(random, 2, 4), Math.max(0, depth - 1));
  return { description, ...closedObject(members, someOf(random, members)) };
}

function closedObject(members: Readonly<Record<string, Schema>>, required: readonly string[]): Schema {
  return { type: "object", properties: members, required, additionalProperties: false };
}

/** Returns about two thirds of the names, so that most objects have required and optional properties. */
function someOf(random: Random, members: Readonly<Record<string, Schema>>): string[] {
  return Object.keys(members).filter(() => random() < 0.65);
}

function sentence(random: Random, subject: string): string {
  const words = subject.replaceAll("_", " ");
  return `${words[0]?.toUpperCase() ?? ""}${words.slice(1)}, ${pick(random, phrases)}, ${pick(random, phrases)}.`;
}
