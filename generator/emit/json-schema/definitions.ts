import { pointerTokens } from "../../base/pointer.js";
import { canonical } from "../../schema/canonical.js";
import { reachable, referenced } from "../../schema/children.js";
import { pascalCase } from "../../base/pascal-case.js";
import type { EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import type { Schema } from "../../schema/schema.js";
import { envelopeSchema } from "../../model/envelope-schema.js";

/** A schema, and its key in the definitions (such as `$defs`) of a generated document. */
export type Definition = { readonly key: string; readonly schema: Schema };

/** The definition of an event: the schema of its whole message, with its tags. */
export type MessageDefinition = Definition & { readonly event: EventModel };

/** The keys under which generated documents define the union of all events of one direction. */
export const unionKeys = { server: "ServerEvent", client: "ClientEvent" } as const;

/**
 * The definitions of a generated document that contains a whole protocol, and their keys. The key of an event's message is
 * the name of the event's type. A schema gets no key if it is no event, is no target of a `$ref` and is not listed in the
 * manifest.
 */
export class Definitions {
  readonly server: readonly MessageDefinition[];
  readonly client: readonly MessageDefinition[];
  /** The schemas that are no events, and are the target of a `$ref` or listed under `types` of the manifest. */
  readonly types: readonly Definition[];
  readonly #keys = new Map<Schema, string>();
  readonly #taken = new Map<string, Schema>();

  constructor(model: ProtocolModel) {
    this.server = model.server.events.map((event) => this.#message(event));
    this.client = model.client.events.map((event) => this.#message(event));
    const roots = [...this.server, ...this.client].map(({ schema }) => schema);
    const listed = model.typeEntries.map(({ schema }) => schema);
    const types = new Set([...listed, ...referenced([...roots, ...listed])].filter(({ always }) => always === undefined));
    this.types = [...types].flatMap((schema) => this.#type(schema, model)).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Returns every definition once: first the server's events, then the client's events, then the types. */
  all(): Definition[] {
    const byKey = new Map([...this.server, ...this.client, ...this.types].map(({ key, schema }) => [key, { key, schema }]));
    return [...byKey.values()];
  }

  /** Returns the key of a schema; `undefined` for a schema that is no definition and is printed where it occurs. */
  keyOf(schema: Schema): string | undefined {
    return this.#keys.get(schema);
  }

  /**
   * Returns the definitions to which a schema refers, directly or through others, sorted by key. The schema itself is among
   * them only if a reference leads back to it.
   */
  closure(schema: Schema): Definition[] {
    const inside = [...reachable([schema])];
    const isRecursive = inside.some(({ ref }) => ref === schema);
    const keys = inside.flatMap((inner) => (inner === schema && !isRecursive ? [] : (this.keyOf(inner) ?? [])));
    return [...new Set(keys)].toSorted().flatMap((key) => {
      const found = this.#taken.get(key);
      return found === undefined ? [] : [{ key, schema: found }];
    });
  }

  #message(event: EventModel): MessageDefinition {
    const schema = envelopeSchema(event);
    const known = this.#keys.get(schema) ?? this.#equal(event.typeName, schema);
    const key = known ?? this.#claim(schema, event.typeName, pascalCase(event.name), `${pascalCase(event.name)}Event`);
    this.#keys.set(schema, key);
    return { event, key, schema: this.#taken.get(key) ?? schema };
  }

  #type(schema: Schema, model: ProtocolModel): Definition[] {
    if (this.#keys.has(schema)) return [];
    const name = model.nameOf(schema) ?? nameByPlace(schema);
    const equal = this.#equal(name, schema);
    const key = equal ?? this.#claim(schema, name, `${name}Body`);
    this.#keys.set(schema, key);
    return equal === undefined ? [{ key, schema }] : [];
  }

  /** Returns `name` if it is the key of a definition that differs from the schema in annotations at most. Such definitions share a key. */
  #equal(name: string, schema: Schema): string | undefined {
    const rival = this.#taken.get(name);
    return rival !== undefined && canonical(rival) === canonical(schema) ? name : undefined;
  }

  #claim(schema: Schema, ...wanted: readonly string[]): string {
    const reserved: readonly string[] = Object.values(unionKeys);
    const isFree = (name: string): boolean => !this.#taken.has(name) && !reserved.includes(name);
    let key = wanted.find(isFree);
    for (let number = 2; key === undefined; number += 1) key = [`${wanted[0] ?? "Schema"}${number}`].find(isFree);
    this.#taken.set(key, schema);
    return key;
  }
}

function nameByPlace({ location }: Schema): string {
  const file = location.file.split("/").at(-1)?.split(".")[0] ?? "";
  const name = pascalCase([file, ...pointerTokens(location.pointer).slice(-1)].join(" "));
  return name === "" ? "Schema" : name;
}
