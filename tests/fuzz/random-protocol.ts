import type { FolderContents } from "../helpers/protocol-folder.js";
import { decoratedDefinitions } from "./decorated-schema.js";
import type { Definitions } from "./decorated-schema.js";
import type { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";

/** The files of a random protocol whose types are the definitions in `defs.json`, and these definitions. */
export type RandomProtocol = { readonly files: FolderContents; readonly definitions: Definitions };

/**
 * Returns a protocol of random schemas of all keywords. The manifest lists each of them under `types`, and events of one of
 * several kinds contain some of them.
 *
 * @param schemas the number of schemas; a multiple of 3.
 */
export function randomProtocol(random: Random, schemas: number): RandomProtocol {
  const definitions = decoratedDefinitions(random, schemas / 3);
  const places = Object.keys(definitions).map(placeOf);
  const bodies = places.filter((_place, index) => holdsObjects(Object.values(definitions)[index] ?? true)).slice(0, 8);
  const made = random.pick(kinds)(random, bodies);
  const manifest = {
    name: "random",
    version: "1.0.0",
    types: places,
    discriminator: made.discriminator,
    server: made.entries,
    client: made.entries.slice(0, 2),
    ...(made.state === undefined ? {} : { state: "state.json" }),
  };
  const state = made.state ?? { type: "object" };
  return {
    definitions,
    files: { "protocol.json": manifest, "defs.json": { $defs: definitions }, "events.json": made.schemas, "state.json": state },
  };
}

/** The same protocol without its events, if the generator refuses these. */
export function withoutEvents({ files, definitions }: RandomProtocol): RandomProtocol {
  const { discriminator: _unused, state: _state, ...manifest } = files["protocol.json"] as Record<string, unknown>;
  return { definitions, files: { ...files, "protocol.json": { ...manifest, server: [], client: [] } } };
}

type Events = {
  readonly discriminator: readonly string[];
  readonly schemas: Readonly<Record<string, object>>;
  readonly entries: readonly object[];
  readonly state?: object;
};

function placeOf(name: string): string {
  return `defs.json#/$defs/${name.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("%", "%25")}`;
}

function holdsObjects(schema: JsonSchema): boolean {
  return typeof schema !== "boolean" && (schema["type"] === "object" || "properties" in schema);
}

const kinds: readonly ((random: Random, bodies: readonly string[]) => Events)[] = [
  (random, bodies) => {
    const schemas = eventsOf(bodies, (body, name) => ({
      ...tagged(random, "type", name, body),
      "x-state": { op: "set", at: "/a", value: 1 },
    }));
    return { ...listed(schemas, ["/type"]), state: { type: "object", properties: { a: { type: "number" } } } };
  },
  (random, bodies) =>
    listed(
      eventsOf(bodies, (body, name) => tagged(random, "type", name, body)),
      ["/type"],
    ),
  (random, bodies) => {
    const nested = (name: string): object => objectOf(random, "meta", objectOf(random, "kind", { const: name }));
    return listed(
      eventsOf(bodies, (body, name) => ({ allOf: [nested(name), { $ref: body }] })),
      ["/meta/kind"],
    );
  },
  (random, bodies) => {
    const second = (name: string): object => ({
      allOf: [objectOf(random, "type", { const: "all" }), objectOf(random, "kind", { const: name })],
    });
    const both = eventsOf(bodies, (body, name) =>
      name.endsWith("0") ? tagged(random, "type", name, body) : { ...second(name), properties: { a: { $ref: body } } },
    );
    return listed(both, ["/type", "/kind"]);
  },
  (_random, bodies) => placed(bodies, ["/method"], (name) => ({ at: "/params", tag: { "/method": name } })),
  (_random, bodies) =>
    placed(bodies, ["@name", "/type"], (name) => ({ tag: name.endsWith("1") ? { "@name": "value", "/type": name } : { "@name": name } })),
];

function eventsOf(bodies: readonly string[], schemaOf: (body: string, name: string) => object): Record<string, object> {
  return Object.fromEntries(bodies.map((body, index) => [`e${index}`, schemaOf(encodeURI(body), `e${index}`)]));
}

function listed(schemas: Record<string, object>, discriminator: readonly string[]): Events {
  return {
    discriminator,
    schemas: { $defs: schemas },
    entries: Object.keys(schemas).map((name) => ({ ref: `events.json#/$defs/${name}` })),
  };
}

function placed(bodies: readonly string[], discriminator: readonly string[], rest: (name: string) => object): Events {
  const entries = bodies.map((ref, index) => ({ ref, name: `e${index}`, ...rest(`e${index}`) }));
  return { discriminator, schemas: { $defs: {} }, entries };
}

/** Returns an object's schema with one property, which may be optional. */
function objectOf(random: Random, name: string, child: object): { readonly [key: string]: unknown } {
  return { type: "object", properties: { [name]: child }, required: random.chance(0.75) ? [name] : [] };
}

function tagged(random: Random, property: string, name: string, body: string): object {
  const tag = random.chance(0.2) ? { enum: [name, `${name}-too`] } : { const: name };
  const base = objectOf(random, property, tag);
  return random.pick<() => object>([
    () => ({ ...base, allOf: [{ $ref: body }] }),
    () => ({
      oneOf: [
        { ...base, minProperties: 1 },
        { type: "object", properties: { [property]: tag, other: { $ref: body } }, required: [property] },
      ],
    }),
    () => ({ allOf: [base], properties: { a: { $ref: body } }, unevaluatedProperties: random.chance(0.5) }),
  ])();
}
