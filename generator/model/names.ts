import type { Findings } from "../diagnostics/diagnostic.js";
import { pointerTokens } from "../base/pointer.js";
import { canonical } from "../schema/canonical.js";
import { groupBy } from "../base/group-by.js";
import { fact } from "../base/fact.js";
import { pascalCase } from "../base/pascal-case.js";
import type { Direction } from "./event-model.js";
import { isReservedName, isTypeName } from "./reserved-names.js";
import type { Schema } from "../schema/schema.js";

/** A schema that needs a type name. */
export type Named = {
  readonly schema: Schema;
  readonly wanted: string;
  /** True if `names` of the manifest or `x-ts-name` of the schema sets the name. The generator never changes such a name. */
  readonly chosen: boolean;
  readonly isEvent: boolean;
  /**
   * For an event, by the direction in which it is sent: a text with the schema's place in the message and the tags outside
   * of the schema.
   */
  readonly envelopes?: Readonly<Partial<Record<Direction, string>>>;
};

/**
 * Gives every schema a TypeScript name. Schemas that suggest the same name share it if they differ in annotations alone;
 * otherwise the names of all but an event's become longer.
 */
export function settleNames(wanting: readonly Named[], findings: Findings): Map<Schema, string> {
  const names = new Map<Schema, string>();
  const groups = groupBy(wanting, (named) => named.wanted);
  const taken = new Set(groups.keys());
  for (const [wanted, rivals] of groups) {
    for (const rival of rivals) reportUnusable(rival, findings);
    if (!isReservedName(wanted) && areInterchangeable(rivals)) for (const { schema } of rivals) names.set(schema, wanted);
    else settleRivals(rivals, { names, taken, findings });
  }
  return names;
}

type NameTables = { readonly names: Map<Schema, string>; readonly taken: Set<string>; readonly findings: Findings };

function areInterchangeable(rivals: readonly Named[]): boolean {
  if (rivals.length === 1) return true;
  return (
    groupBy(rivals, (rival) => canonical(rival.schema)).size === 1 &&
    (["server", "client"] as const).every((side) => haveSameEnvelope(rivals, side))
  );
}

function haveSameEnvelope(rivals: readonly Named[], side: Direction): boolean {
  return new Set(rivals.flatMap(({ envelopes }) => envelopes?.[side] ?? [])).size < 2;
}

function settleRivals(rivals: readonly Named[], tables: NameTables): void {
  const owners = rivals.filter(({ isEvent, chosen }) => isEvent || chosen);
  const [owner, ...others] = owners;
  for (const other of others) {
    if (owner !== undefined && !areInterchangeable([owner, other])) reportCollision(other.wanted, owner, other, tables.findings);
  }
  const keepers = owner === undefined ? unextended(rivals) : owners;
  for (const rival of rivals) {
    tables.names.set(rival.schema, keepers.includes(rival) ? rival.wanted : qualified(rival, tables));
  }
}

/**
 * Returns the schemas that can keep a name that several schemas want: those that were not changed by a `$dynamicRef` of
 * another schema. Returns an empty list if all are or none is changed, or if the unchanged ones differ.
 */
function unextended(rivals: readonly Named[]): readonly Named[] {
  const plain = rivals.filter(({ schema }) => schema.extendedBy === undefined);
  return plain.length > 0 &&
    plain.length < rivals.length &&
    plain.every(({ wanted }) => !isReservedName(wanted)) &&
    areInterchangeable(plain)
    ? plain
    : [];
}

function qualified({ schema, wanted }: Named, { taken, findings }: NameTables): string {
  const { file, pointer } = schema.location;
  const candidates = qualifiers(schema).map((qualifier) => qualifier + wanted);
  const name = candidates.find((candidate) => !taken.has(candidate) && isTypeName(candidate) && !isReservedName(candidate)) ?? wanted;
  taken.add(name);
  const hint = `To choose, set "x-ts-name" here, or "names": { "${file}#${pointer}": "…" } in the manifest.`;
  const place = { ...schema.location, on: "value" as const };
  if (name === wanted) {
    findings.add({
      rule: "TYPE_NAME_COLLISION",
      place,
      message: `Another schema has the type name "${wanted}", and every longer name that the path of this schema suggests is also in use.`,
      hint,
    });
  } else if (isReservedName(wanted)) {
    const message = `A type named "${wanted}" would shadow a name that generated code needs, so this type is named "${name}".`;
    findings.add({ rule: "TYPE_NAME_QUALIFIED", place, message, hint });
  } else {
    const message = `Several different schemas suggest the name "${wanted}", so this type is named "${name}".`;
    findings.add({ rule: "TYPE_NAME_QUALIFIED", place, message, hint });
  }
  return name;
}

/**
 * Returns prefixes that make a schema's type name unique, the shortest first. They are made of the names of the definitions
 * around the schema, of its file and of the folders around the file. For a whole file, they do not contain the file's name.
 */
function qualifiers({ location: { file, pointer }, extendedBy = [] }: Schema): string[] {
  const extending = extendedBy.map((place) => pascalCase(pointerTokens(place.pointer).at(-1) ?? baseName(place.file)));
  const folders = file.split("/").slice(0, -1);
  const home = pointer === "" ? folders : [...folders, baseName(file)];
  const definitions = enclosingDefinitions(pointerTokens(pointer));
  const words = definitions.filter((name) => !/^v?\d/.test(name));
  const paths = [...suffixes([...home, ...words]), ...suffixes([...home, ...definitions])];
  return [...extending, ...paths, pascalCase(`${baseName(file)}_type`)].filter((qualifier) => qualifier !== "");
}

/**
 * Returns the names of the definitions around a schema, the outermost first. If the key of a definition is a URL, each part
 * of the URL between slashes counts as a name.
 */
function enclosingDefinitions(tokens: readonly string[]): string[] {
  const keys = tokens.slice(1, -1).filter((_key, index) => isDefinitions(tokens[index]));
  return keys.flatMap((key) => [...key.split("/").slice(0, -1), baseName(key)]);
}

/** Returns the last name of a path, then its last two names joined, then its last three, up to the whole path. */
function suffixes(path: readonly string[]): string[] {
  const names = path.filter((name) => name !== "..").map(pascalCase);
  return names.map((_name, index) => names.slice(names.length - 1 - index).join(""));
}

function reportCollision(wanted: string, owner: Named, other: Named, findings: Findings): void {
  const { file, pointer } = owner.schema.location;
  findings.add({
    rule: "TYPE_NAME_COLLISION",
    place: { ...other.schema.location, on: "value" },
    message: `Two events need the type name "${wanted}": this one and ${file}${pointer === "" ? "" : `#${pointer}`}.`,
    hint: 'Set "x-ts-name" in one of them, or "names" in the manifest. If both events use one schema, give one of their entries in the manifest a "name".',
  });
}

/**
 * Adds a finding if TypeScript does not allow the wanted type name. Also adds one if generated code needs the name, and an
 * event or the user wants it. The generator does not change such a name itself, because handlers use it.
 */
function reportUnusable({ schema, wanted, isEvent, chosen }: Named, findings: Findings): void {
  const place = { ...schema.location, on: "value" as const };
  const hint = 'Set "x-ts-name" here, or "names" in the manifest.';
  if (!isTypeName(wanted)) {
    findings.add({ rule: "TYPE_NAME_INVALID", place, message: `"${wanted}" cannot be the name of a TypeScript type.`, hint });
  } else if (isReservedName(wanted) && (isEvent || chosen)) {
    const message = `A type named "${wanted}" would shadow a name that generated code needs.`;
    findings.add({ rule: "TYPE_NAME_SHADOWS_GLOBAL", place, message, hint });
  }
}

/**
 * Returns the type name that a schema's definition, file or title suggests. Returns `undefined` for a schema inside another
 * schema that has no title.
 */
export const suggestedName = fact((schema: Schema): { readonly name: string; readonly fromFile: boolean } | undefined => {
  const { file, pointer } = schema.location;
  if (pointer === "") return { name: pascalCase(baseName(file)), fromFile: true };
  const tokens = pointerTokens(pointer);
  const holder = tokens.at(-2);
  const last = tokens.at(-1) ?? "";
  // A bundler may take the URL of a file as the key of its definition.
  const key = /^\w+:\/\//.test(last) ? baseName(last) : last;
  const name = isDefinitions(holder) ? key : schema.annotations.title;
  return name === undefined || pascalCase(name) === "" ? undefined : { name: pascalCase(name), fromFile: false };
});

function isDefinitions(holder: string | undefined): boolean {
  return holder === "$defs" || holder === "definitions" || holder === "schemas";
}

function baseName(file: string): string {
  const name = file.split("/").at(-1) ?? file;
  return name.replace(/(\.schema)?\.(json|ya?ml)$/, "");
}
