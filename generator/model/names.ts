import type { Findings } from "../diagnostics/diagnostic.js";
import { pointerTokens } from "../load/pointer.js";
import { canonical } from "./canonical.js";
import { groupBy } from "./group-by.js";
import { pascalCase } from "./pascal-case.js";
import type { Schema } from "./schema.js";

/** A schema that wants a name of its own. */
export type Named = {
  readonly schema: Schema;
  readonly wanted: string;
  /** Fixed by the manifest or by `x-ts-name`: never qualified. */
  readonly chosen: boolean;
  readonly isEvent: boolean;
};

/** Names that generated files use for themselves. */
const generatedNames: ReadonlySet<string> = new Set([
  "ServerEvent",
  "ClientEvent",
  "ServerEventHandlers",
  "ClientEventHandlers",
]);

/** Globals that generated code refers to; a type of that name would change its meaning. */
const neededGlobals: ReadonlySet<string> = new Set([
  "Array",
  "EventSet",
  "Guard",
  "Issue",
  "Map",
  "Number",
  "Object",
  "Readonly",
  "ReadonlyArray",
  "Record",
  "RegExp",
  "Set",
  "String",
]);

/** Gives every schema its TypeScript name; schemas that say the same may share one. */
export function settleNames(wanting: readonly Named[], findings: Findings): Map<Schema, string> {
  const names = new Map<Schema, string>();
  for (const [wanted, rivals] of groupBy(wanting, (named) => named.wanted)) {
    for (const rival of rivals) reportShadow(rival, findings);
    if (sayTheSame(rivals) && !generatedNames.has(wanted)) for (const { schema } of rivals) names.set(schema, wanted);
    else settleRivals(wanted, rivals, names, findings);
  }
  return names;
}

function sayTheSame(rivals: readonly Named[]): boolean {
  return rivals.length === 1 || groupBy(rivals, (rival) => canonical(rival.schema)).size === 1;
}

function settleRivals(wanted: string, rivals: readonly Named[], names: Map<Schema, string>, findings: Findings): void {
  const owners = rivals.filter(({ isEvent, chosen }) => isEvent || chosen);
  const [owner, ...others] = owners;
  for (const other of others) {
    if (owner !== undefined && canonical(owner.schema) !== canonical(other.schema)) reportCollision(wanted, owner, other, findings);
  }
  for (const rival of rivals) {
    const keeps = rival === owner || others.includes(rival);
    names.set(rival.schema, keeps ? wanted : qualified(rival, findings));
  }
}

function qualified({ schema, wanted }: Named, findings: Findings): string {
  const { file, pointer } = schema.location;
  const folder = file.split("/").at(-2) ?? "";
  const name = pascalCase(pointer === "" ? folder : baseName(file)) + wanted;
  findings.add({
    rule: "TYPE_NAME_QUALIFIED",
    place: { ...schema.location, on: "value" },
    message: `The name "${wanted}" is wanted by several schemas that differ, so this one is "${name}".`,
    hint: `To choose, set "x-ts-name" here, or "names": { "${file}#${pointer}": "…" } in the manifest.`,
  });
  return name;
}

function reportCollision(wanted: string, owner: Named, other: Named, findings: Findings): void {
  const { file, pointer } = owner.schema.location;
  findings.add({
    rule: "TYPE_NAME_COLLISION",
    place: { ...other.schema.location, on: "value" },
    message: `Two events want the type name "${wanted}": this one and ${file}${pointer === "" ? "" : `#${pointer}`}.`,
    hint: 'Set "x-ts-name" in one of them, or "names" in the manifest.',
  });
}

function reportShadow({ schema, wanted }: Named, findings: Findings): void {
  if (!neededGlobals.has(wanted)) return;
  findings.add({
    rule: "TYPE_NAME_SHADOWS_GLOBAL",
    place: { ...schema.location, on: "value" },
    message: `A type named "${wanted}" would shadow a name that generated code needs.`,
    hint: 'Set "x-ts-name" here, or "names" in the manifest.',
  });
}

/** The name that a definition, a file, or a title suggests; `undefined` for an inline schema without a title. */
export function suggestedName(schema: Schema): { readonly name: string; readonly fromFile: boolean } | undefined {
  const { file, pointer } = schema.location;
  if (pointer === "") return { name: pascalCase(baseName(file)), fromFile: true };
  const tokens = pointerTokens(pointer);
  const holder = tokens.at(-2);
  const last = tokens.at(-1) ?? "";
  const isDefinition = holder === "$defs" || holder === "definitions" || holder === "schemas";
  const name = isDefinition ? last : schema.annotations.title;
  return name === undefined || pascalCase(name) === "" ? undefined : { name: pascalCase(name), fromFile: false };
}

function baseName(file: string): string {
  const name = file.split("/").at(-1) ?? file;
  return name.replace(/(\.schema)?\.(json|ya?ml)$/, "");
}
