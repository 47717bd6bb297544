import type { Manifest } from "../config/manifest-schema.js";
import type { Findings, Place } from "../diagnostics/diagnostic.js";
import { joinPointer } from "../base/pointer.js";
import { buildEvents, envelopeOf, reportRetired } from "./build-events.js";
import type { UnnamedEvent } from "./build-events.js";
import { canonicalJson } from "../base/canonical-json.js";
import { canonical, sha256 } from "../schema/canonical.js";
import { referenced } from "../schema/children.js";
import type { EntryContext, ListedSchema } from "./entries.js";
import { listedSchemas, schemaNamed } from "./entries.js";
import { groupBy } from "../base/group-by.js";
import { nameInlineObjects } from "./inline-names.js";
import { settleNames, suggestedName } from "./names.js";
import type { Named } from "./names.js";
import { pascalCase } from "../base/pascal-case.js";
import { fact } from "../base/fact.js";
import { Memo } from "../base/memo.js";
import { wrapEvents } from "./wrap-events.js";
import type { Reader } from "../schema/reader-view.js";
import type { Direction, EventModel } from "./event-model.js";
import type { Declaration, EventSide, ProtocolModel } from "./protocol.js";
import type { Schema } from "../schema/schema.js";
import { buildState, terminalEvents } from "./state/build-state.js";
import { stateDigest } from "./state/state-digest.js";

const defaultReaders: Readonly<Record<Direction, Reader>> = { server: "tolerant", client: "strict" };

/** Builds the model of a protocol from its manifest and schemas. Adds the findings to `context.findings`. */
export function buildModel(context: EntryContext, memo = Memo.none): ProtocolModel {
  const { manifest, document } = context.loaded;
  const asked = discriminatorsOf(manifest);
  const stateSchema = stateOf(context);
  const types = withState(listedSchemas("types", asked, context), stateSchema, document.file);
  const listed = {
    server: buildEvents(listedSchemas("server", asked, context), asked, context.findings, memo),
    client: buildEvents(listedSchemas("client", asked, context), asked, context.findings, memo),
  };
  for (const direction of ["server", "client"] as const) reportRetired(direction, listed[direction], manifest, context.findings);
  const unnamed = wrapEvents(
    listed,
    types.map(({ schema }) => schema),
  );
  const names = new NameTable({ sides: unnamed, types, manifest, findings: context.findings, memo });
  const server = buildSide("server", unnamed.server, names, manifest, memo);
  const client = buildSide("client", unnamed.client, names, manifest, memo);
  const placeOf = (index: number): Place => ({ file: document.file, pointer: joinPointer("/terminal", index), on: "value" });
  const terminal = terminalEvents(manifest.terminal ?? [], server.events, placeOf, context.findings);
  const state =
    stateSchema === undefined
      ? undefined
      : buildState({ schema: stateSchema, typeName: names.of(stateSchema), events: server.events, terminal }, context.findings);
  const wire = digestOf(manifest, server, client);
  return {
    name: manifest.name,
    version: manifest.version,
    description: manifest.description,
    digest: state === undefined ? wire : `${wire}.${stateDigest(state, server, terminal)}`,
    manifest: document.file,
    discriminators: usedDiscriminators(asked, [...server.events, ...client.events]),
    server,
    client,
    types: names.sharedDeclarations(),
    typeEntries: types.map(({ schema }) => ({ name: names.of(schema), schema })),
    terminal,
    state,
    nameOf: (schema) => names.find(schema),
  };
}

function stateOf(context: EntryContext): Schema | undefined {
  const { manifest, document } = context.loaded;
  return manifest.state === undefined
    ? undefined
    : schemaNamed(manifest.state, { file: document.file, pointer: "/state", on: "value" }, context);
}

/** Adds the schema of the state to the schemas under `types` of the manifest, because the state also needs a TypeScript type. */
function withState(types: readonly ListedSchema[], schema: Schema | undefined, file: string): readonly ListedSchema[] {
  if (schema === undefined || types.some((listed) => listed.schema === schema)) return types;
  return [...types, { schema, entry: { ref: "" }, place: { file, pointer: "/state", on: "value" }, shared: true }];
}

function discriminatorsOf({ discriminator = "/type" }: Manifest): readonly string[] {
  return typeof discriminator === "string" ? [discriminator] : discriminator;
}

/** Returns the pointers at which events have tags: first the discriminators of the manifest, then the pointers of `tag` in its entries. */
function usedDiscriminators(asked: readonly string[], events: readonly EventModel[]): readonly string[] {
  const used = new Set(events.flatMap(({ tags }) => [...(tags?.keys() ?? [])]));
  return [...new Set([...asked, ...used])].filter((pointer) => used.has(pointer));
}

function buildSide(direction: Direction, unnamed: readonly UnnamedEvent[], names: NameTable, manifest: Manifest, memo: Memo): EventSide {
  const events = unnamed.map((event) => namedEvent(event, names.of(event.schema), memo));
  // Two events with one type name have the same type, which is declared once.
  const own = groupBy(
    events.filter(({ schema }) => !names.isShared(schema)),
    ({ typeName }) => typeName,
  );
  return {
    direction,
    reader: manifest.readers?.[direction] ?? defaultReaders[direction],
    events,
    declarations: [...own.values()].flatMap(([event]) => (event === undefined ? [] : names.declarationsOf(event.schema))),
  };
}

/**
 * Returns the event with its type name. Returns the object of the last run if nothing changed, because the memo uses the
 * object as a key.
 */
function namedEvent(unnamed: UnnamedEvent, typeName: string, memo: Memo): EventModel {
  return memo.get("named event", unnamed, [typeName], () => {
    const { wantedTypeName: _wanted, place: _place, isWrapped: _wrapped, ...event } = unnamed;
    return { ...event, typeName };
  });
}

function digestOf(manifest: Manifest, server: EventSide, client: EventSide): string {
  const sides = [server, client].map(({ direction, reader, events }) => {
    return [direction, reader, ...events.map(eventDigest).toSorted()].join("\n");
  });
  return sha256([manifest.name, ...sides].join("\n"));
}

const eventDigest = fact(({ name, tags, at, schema }: EventModel) =>
  sha256(canonicalJson([name, at, [...(tags ?? [])].map(([pointer, values]) => [pointer, ...values])]) + canonical(schema)),
);

/** The schemas that need a type name: of events, and under `types` of the manifest. */
type NameRequest = {
  readonly sides: Readonly<Record<Direction, readonly UnnamedEvent[]>>;
  readonly types: readonly ListedSchema[];
  readonly manifest: Manifest;
  readonly findings: Findings;
  readonly memo: Memo;
};

/** The type name of each schema, and the schemas whose types are declared in `types.ts`. */
class NameTable {
  readonly #names: Map<Schema, string>;
  readonly #inline = new Map<Schema, readonly Schema[]>();
  readonly #shared: readonly Schema[];
  readonly #sharedNames: ReadonlySet<string>;

  constructor({ sides, types, manifest, findings, memo }: NameRequest) {
    const events = [...sides.server, ...sides.client];
    const roots = [...events, ...types].map(({ schema }) => schema);
    const definitions = [...referenced(roots)].filter(({ always }) => always === undefined);
    const wanting = new Map<Schema, Named>();
    for (const side of ["server", "client"] as const) {
      for (const event of sides[side]) {
        const named = wantedName(event.schema, event.wantedTypeName, true, event.isWrapped === true ? {} : manifest);
        const envelopes = { ...wanting.get(event.schema)?.envelopes, [side]: envelopeOf(event) };
        wanting.set(event.schema, { ...named, envelopes });
      }
    }
    for (const { schema, entry, shared } of types) {
      const given = shared ? undefined : entry.name;
      if (!wanting.has(schema))
        wanting.set(schema, wantedName(schema, given === undefined ? undefined : pascalCase(given), false, manifest));
    }
    for (const schema of definitions) {
      if (!wanting.has(schema) && suggestedName(schema) !== undefined) wanting.set(schema, wantedName(schema, undefined, false, manifest));
    }
    this.#names = settleNames([...wanting.values()], findings);
    const inBoth = new Set(sides.client.map(({ schema }) => schema));
    const shared = new Set([
      ...definitions,
      ...types.map(({ schema }) => schema),
      ...sides.server.map(({ schema }) => schema).filter((schema) => inBoth.has(schema)),
    ]);
    this.#shared = uniqueByName(
      [...shared].filter((schema) => this.#names.has(schema)),
      this.#names,
    );
    this.#sharedNames = new Set(this.#shared.map((schema) => this.of(schema)));
    this.#nameInline([...this.#shared, ...events.map(({ schema }) => schema)], memo);
  }

  of(schema: Schema): string {
    return this.#names.get(schema) ?? "Anonymous";
  }

  find(schema: Schema): string | undefined {
    return this.#names.get(schema);
  }

  isShared(schema: Schema): boolean {
    return this.#sharedNames.has(this.of(schema));
  }

  declarationsOf(schema: Schema): Declaration[] {
    return [schema, ...(this.#inline.get(schema) ?? [])].map((declared) => ({ name: this.of(declared), schema: declared }));
  }

  sharedDeclarations(): Declaration[] {
    return this.#shared.flatMap((schema) => this.declarationsOf(schema));
  }

  #nameInline(declared: readonly Schema[], memo: Memo): void {
    const naming = { names: this.#names, taken: new Set(this.#names.values()), memo };
    for (const schema of declared) {
      if (this.#inline.has(schema)) continue;
      this.#inline.set(schema, nameInlineObjects(schema, this.of(schema), naming));
    }
  }
}

function wantedName(schema: Schema, given: string | undefined, isEvent: boolean, manifest: Pick<Manifest, "names">): Named {
  const key = `${schema.location.file}#${schema.location.pointer}`;
  const chosen =
    Object.entries(manifest.names ?? {}).find(([place]) => key === place || key.endsWith(`/${place}`))?.[1] ?? schema.annotations.tsName;
  const wanted = chosen ?? given ?? suggestedName(schema)?.name ?? "Anonymous";
  return { schema, wanted, chosen: chosen !== undefined && schema.extendedBy === undefined, isEvent };
}

function uniqueByName(schemas: readonly Schema[], names: ReadonlyMap<Schema, string>): Schema[] {
  const byName = new Map<string, Schema>();
  for (const schema of schemas) {
    const name = names.get(schema);
    if (name !== undefined && !byName.has(name)) byName.set(name, schema);
  }
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, schema]) => schema);
}
