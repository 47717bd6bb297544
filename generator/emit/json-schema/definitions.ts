import { pointerTokens } from "../../base/pointer.js";
import { canonical } from "../../schema/canonical.js";
import { reachable, referenced } from "../../schema/children.js";
import { pascalCase } from "../../base/pascal-case.js";
import type { EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import type { Schema } from "../../schema/schema.js";
import { envelopeSchema } from "../../model/envelope-schema.js";

/** One schema that a document defines under a key. */
export type Definition = { readonly key: string; readonly schema: Schema };

/** The definition of an event: the schema of its whole message, with its tags. */
export type MessageDefinition = Definition & { readonly event: EventModel };

/** Names that documents give to the union of a direction's events. */
export const unionKeys = { server: "ServerEvent", client: "ClientEvent" } as const;

/**
 * The keys of the definitions in a document with a whole protocol. Each event's message has its type's name. The
 * shared schemas follow. A schema that is used in one place only is no definition.
 */
export class Definitions {
  readonly server: readonly MessageDefinition[];
  readonly client: readonly MessageDefinition[];
  /** The schemas that are no events, and are the target of a reference or listed under `types`. */
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

  /** Returns every definition once: the server's events, the client's events, the types. */
  all(): Definition[] {
    const byKey = new Map([...this.server, ...this.client, ...this.types].map(({ key, schema }) => [key, { key, schema }]));
    return [...byKey.values()];
  }

  /** Returns the key of a schema; `undefined` for an inline schema. */
  keyOf(schema: Schema): string | undefined {
    return this.#keys.get(schema);
  }

  /** Returns the definitions that a schema refers to, by key. Contains the schema itself only if a reference leads back to it. */
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

  /** Returns the name of an equal definition. Equal definitions share a name, as their types do. */
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
