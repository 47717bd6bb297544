import { basename, dirname, resolve } from "node:path";
import type { ManifestEntry } from "../config/manifest-schema.js";
import type { LoadedManifest } from "../config/load-config.js";
import type { Findings, Place } from "../diagnostics/diagnostic.js";
import type { DocumentStore } from "../load/document-store.js";
import { joinPointer } from "../base/pointer.js";
import type { Registry } from "../load/registry.js";
import type { SchemaGraph } from "../load/schema-graph.js";
import { isBareRef } from "../schema/canonical.js";
import { children } from "../schema/children.js";
import { fixedValues } from "../schema/tags.js";
import type { Schema } from "../schema/schema.js";

/** The names of the lists of entries in a manifest. */
export type EntryList = "server" | "client" | "types";

/** One schema that an entry of the manifest lists. An entry with a pattern or a union lists several schemas. */
export type ListedSchema = {
  readonly schema: Schema;
  readonly entry: ManifestEntry;
  /** The place of the entry in the manifest. */
  readonly place: Place;
  /** True if the entry lists several schemas, so that its `name` is the name of none of them. */
  readonly shared: boolean;
};

/** The objects that are needed to find the schemas that a manifest lists. */
export type EntryContext = {
  readonly loaded: LoadedManifest;
  readonly store: DocumentStore;
  readonly registry: Registry;
  readonly graph: SchemaGraph;
  readonly findings: Findings;
};

/** Returns the schemas of one list of the manifest, in the order of the list. */
export function listedSchemas(list: EntryList, discriminators: readonly string[], context: EntryContext): ListedSchema[] {
  const listed = (context.loaded.manifest[list] ?? []).flatMap((entry, index) => {
    const place = { file: context.loaded.document.file, pointer: joinPointer("", list, index), on: "value" as const };
    return expandEntry(typeof entry === "string" ? { ref: entry } : entry, place, context);
  });
  if (list === "types") return listed;
  return listed.flatMap((one) => (one.entry.tag === undefined ? expandUnion(one, discriminators) : [one]));
}

function expandEntry(entry: ManifestEntry, place: Place, context: EntryContext): ListedSchema[] {
  const [path = "", fragment = ""] = entry.ref.split("#");
  const folder = dirname(context.loaded.document.path);
  const isPattern = /[*?{[]/.test(path) && !context.store.exists(resolve(folder, path));
  const paths = isPattern ? context.store.matching(path, folder).filter((file) => !isOwnFile(file, context)) : [resolve(folder, path)];
  if (paths.length === 0) {
    context.findings.add({
      rule: "FILE_NOT_FOUND",
      place,
      message: `"${entry.ref}" matches no file.`,
      hint: "Correct the path or pattern. It is relative to the manifest's folder.",
    });
  }
  return paths.flatMap((file) => {
    const schema = schemaOf(file, fragment, entry.ref, place, context);
    return schema === undefined ? [] : [{ schema, entry, place, shared: paths.length > 1 }];
  });
}

/** Returns true for the path of the manifest or of the config. A pattern in the manifest does not match these two files. */
function isOwnFile(path: string, { loaded }: EntryContext): boolean {
  return path === loaded.document.path || basename(path) === "dagwire.config.json";
}

/** Returns the schema that `ref` names: a path, or `path#/pointer`. Adds a finding at `place` if the file or the value does not exist. */
export function schemaNamed(ref: string, place: Place, context: EntryContext): Schema | undefined {
  const [path = "", fragment = ""] = ref.split("#");
  return schemaOf(resolve(dirname(context.loaded.document.path), path), fragment, ref, place, context);
}

function schemaOf(path: string, fragment: string, ref: string, place: Place, context: EntryContext): Schema | undefined {
  const document = context.store.read(path, place);
  if (document === undefined) return undefined;
  const root = context.registry.add(document);
  const site = fragment === "" ? root : context.registry.resolve(`#${fragment}`, root);
  if (site === undefined) {
    context.findings.add({
      rule: "REF_NOT_FOUND",
      place,
      message: `"${ref}" points to nothing in ${document.file}.`,
      hint: "Correct the pointer after the #.",
    });
    return undefined;
  }
  return context.graph.schemaAt(site);
}

/** Replaces a listed union by its members. Each member becomes an `allOf` of itself and of the keywords beside the union. */
function expandUnion(listed: ListedSchema, discriminators: readonly string[]): ListedSchema[] {
  const members = unionMembers(listed.schema, new Set());
  if (members === undefined || !members.some((member) => isNarrower(member, listed.schema, discriminators))) return [listed];
  return members.flatMap((schema) => expandUnion({ ...listed, schema, shared: true }, discriminators));
}

/** Returns true if a member of a union allows fewer values for a tag than the whole union. */
function isNarrower(member: Schema, union: Schema, discriminators: readonly string[]): boolean {
  return discriminators.some((pointer) => {
    const inMember = fixedValues(member, pointer);
    const inUnion = fixedValues(union, pointer);
    return inMember !== undefined && (inUnion === undefined || inMember.length < inUnion.length);
  });
}

function unionMembers(schema: Schema, open: ReadonlySet<Schema>): Schema[] | undefined {
  if (open.has(schema)) return undefined;
  const inside = new Set(open).add(schema);
  if (isBareRef(schema)) return unionMembers(schema.ref, inside);
  const union = schema.oneOf ?? schema.anyOf;
  if (union !== undefined) {
    const { oneOf, anyOf, ...rest } = schema;
    const beside = schema.oneOf === undefined || anyOf === undefined ? rest : { ...rest, anyOf };
    void oneOf;
    return union.map(followRefs).map((branch) => (isEmpty(beside) ? branch : both(branch, [beside, branch])));
  }
  return membersThroughAllOf(schema, inside);
}

function membersThroughAllOf(schema: Schema, open: ReadonlySet<Schema>): Schema[] | undefined {
  const parts = schema.allOf ?? [];
  for (const part of parts) {
    const members = unionMembers(part, open);
    if (members === undefined) continue;
    const { allOf, ...rest } = schema;
    void allOf;
    const others = [...(isEmpty(rest) ? [] : [rest]), ...parts.filter((other) => other !== part)];
    return others.length === 0 ? members : members.map((member) => both(member, [...others, member]));
  }
  return undefined;
}

function both(named: Schema, allOf: readonly Schema[]): Schema {
  const { location, dialect, annotations } = named;
  return { location, dialect, annotations, allOf };
}

/** Returns the target of a schema that is only a `$ref`, because an event gets the name of that definition. */
function followRefs(schema: Schema): Schema {
  const seen = new Set<Schema>();
  let current = schema;
  while (isBareRef(current) && !seen.has(current)) {
    seen.add(current);
    current = current.ref;
  }
  return current;
}

function isEmpty(schema: Schema): boolean {
  const { location, dialect, annotations, ...constraints } = schema;
  void location;
  void dialect;
  void annotations;
  return Object.keys(constraints).length === 0 && children(schema).length === 0;
}
