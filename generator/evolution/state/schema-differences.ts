import { joinPointer } from "../../base/pointer.js";
import { canonical, isBareRef, keywordTexts } from "../../schema/canonical.js";
import { children } from "../../schema/children.js";
import type { Location, Schema } from "../../schema/schema.js";

/** A schema whose own keywords differ between two versions. */
export type SchemaDifference = {
  /** A JSON Pointer into a value of the root schema. `*` means any item or key. */
  readonly path: string;
  /** The keywords that differ, as the schema writes them: `required`, `properties/label`. */
  readonly keywords: readonly string[];
  /** The place in the newer version. */
  readonly location: Location;
  /** Equal for equal differences, wherever the schemas are. */
  readonly identity: readonly string[];
};

/** Walks two schemas in parallel and returns all pairs of schemas that differ. Equal schemas give an empty list. */
export function schemaDifferences(before: Schema, after: Schema): readonly SchemaDifference[] {
  const walk = new SchemaWalk();
  walk.visit(before, after, "", "");
  return walk.found;
}

class SchemaWalk {
  readonly found: SchemaDifference[] = [];
  readonly #seen = new Map<Schema, Set<Schema>>();

  visit(first: Schema, second: Schema, path: string, steps: string): void {
    const [before, after] = [target(first), target(second)];
    const partners = this.#seen.get(before) ?? new Set<Schema>();
    if (partners.has(after)) return;
    this.#seen.set(before, partners.add(after));
    const [inside, insideNow] = [parts(before), parts(after)];
    const texts = merged(keywordTexts(before), unpaired(inside, insideNow));
    const textsNow = merged(keywordTexts(after), unpaired(insideNow, inside));
    const keywords = [...new Set([...texts.keys(), ...textsNow.keys()])].filter((key) => texts.get(key) !== textsNow.get(key)).toSorted();
    if (keywords.length > 0) {
      const [only = ""] = keywords.length === 1 ? keywords : [];
      const identity = keywords.flatMap((key) => [key, texts.get(key) ?? "", textsNow.get(key) ?? ""]);
      const location = insideNow.get(only)?.schema.location ?? after.location;
      this.found.push({ path, keywords: keywords.map(written), location, identity: [steps, ...identity] });
    }
    for (const [key, { schema, step }] of insideNow) {
      const partner = inside.get(key);
      if (partner !== undefined) this.visit(partner.schema, schema, joinPointer(path, ...step), `${steps}/${key}`);
    }
  }
}

/** Follows a schema that is only a reference. */
function target(schema: Schema): Schema {
  const passed = new Set<Schema>();
  let current = schema;
  while (isBareRef(current) && !passed.has(current)) {
    passed.add(current);
    current = current.ref;
  }
  return current;
}

/** A schema inside another one, and the path from a value to the part that the inner schema describes. */
type Part = { readonly schema: Schema; readonly step: readonly string[] };

function parts(schema: Schema): ReadonlyMap<string, Part> {
  const found = new Map<string, Part>();
  for (const { step, schema: inner } of children(schema)) found.set(step.join("/"), { schema: inner, step: stepInValue(step) });
  if (schema.ref !== undefined) found.set("$ref", { schema: schema.ref, step: [] });
  return found;
}

const anyKey: ReadonlySet<string | number | undefined> = new Set([
  "additionalProperties",
  "patternProperties",
  "unevaluatedProperties",
  "items",
  "prefixItems",
  "contains",
  "unevaluatedItems",
]);

function stepInValue([keyword, key]: readonly (string | number)[]): readonly string[] {
  if (keyword === "properties") return [String(key)];
  return anyKey.has(keyword) ? ["*"] : [];
}

/** Returns the inner schemas that the other version does not have. */
function unpaired(own: ReadonlyMap<string, Part>, other: ReadonlyMap<string, Part>): ReadonlyMap<string, string> {
  return new Map([...own].filter(([key]) => !other.has(key)).map(([key, { schema }]) => [key, canonical(schema)]));
}

function merged(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...a, ...b]);
}

function written(keyword: string): string {
  return keyword === "types" ? "type" : keyword === "constant" ? "const" : keyword;
}
