import type { Findings, Place } from "../diagnostics/diagnostic.js";
import type { RuleId } from "../diagnostics/rules.js";
import type { Json, Schema } from "../model/schema.js";
import { isObject } from "./json.js";
import { joinPointer } from "./pointer.js";
import { readAnnotations } from "./read-annotations.js";
import { readKeywords } from "./read-keywords.js";
import type { KeywordReader } from "./read-keywords.js";
import type { Registry, Site } from "./registry.js";
import { enter, valueAt } from "./registry.js";

/** A schema under construction. */
export type SchemaDraft = { -readonly [Key in keyof Schema]: Schema[Key] };

/** A schema object as it is written. */
export type SchemaSource = { readonly [key: string]: Json };

/** An unknown keyword's place. */
export type UnknownKeyword = { readonly name: string; readonly place: Place };

/**
 * Builds the graph of schemas. Each location is read once; references are followed with a work
 * list, so neither cycles nor long chains can exhaust the stack.
 */
export class SchemaGraph implements KeywordReader {
  readonly #registry: Registry;
  readonly #findings: Findings;
  readonly #drafts = new Map<string, SchemaDraft>();
  readonly #sources = new Map<Schema, SchemaSource>();
  readonly #pending: { readonly draft: SchemaDraft; readonly site: Site }[] = [];
  /** Every keyword that no dialect has, in the order of discovery. */
  readonly unknownKeywords: UnknownKeyword[] = [];

  constructor(registry: Registry, findings: Findings) {
    this.#registry = registry;
    this.#findings = findings;
  }

  /** All schemas that were read. */
  schemas(): readonly Schema[] {
    return [...this.#drafts.values()];
  }

  /** A schema as it is written; `undefined` for `true` and `false`. */
  sourceOf(schema: Schema): SchemaSource | undefined {
    return this.#sources.get(schema);
  }

  /** The schema at a site, with everything that it reaches. */
  schemaAt(site: Site): Schema {
    const schema = this.draftAt(site);
    this.#drain();
    return schema;
  }

  /** The schema at a site; what it reaches is read later. */
  draftAt(site: Site): Schema {
    const key = `${site.document.path}#${site.pointer}`;
    const known = this.#drafts.get(key);
    if (known !== undefined) return known;
    const location = { file: site.document.file, pointer: site.pointer };
    const draft: SchemaDraft = { location, dialect: site.dialect, annotations: {} };
    this.#drafts.set(key, draft);
    this.#pending.push({ draft, site });
    return draft;
  }

  /** The schema below a site. */
  child(site: Site, ...tokens: readonly (string | number)[]): Schema {
    return this.draftAt({ ...site, pointer: joinPointer(site.pointer, ...tokens) });
  }

  /** The target of a reference; a finding where there is none. */
  target(site: Site, ref: string): Schema | undefined {
    const target = this.#registry.resolve(ref, site);
    if (target !== undefined) return this.draftAt(target);
    const [address = "", fragment] = ref.split("#");
    const what = fragment === undefined || fragment === "" ? "which does not exist" : `but nothing stands at "${fragment}"`;
    const remote = /^https?:/.test(address) ? " Nothing is fetched: put a file with this \"$id\" beside the schema." : "";
    this.report("REF_NOT_FOUND", site, ["$ref"], `"$ref" points to "${ref}", ${what}.`, `Correct the path.${remote}`);
    return undefined;
  }

  /** Adds a finding below a site. */
  report(rule: RuleId, site: Site, tokens: readonly (string | number)[], message: string, hint: string, on: "key" | "value" = "value"): void {
    this.#findings.add({ rule, place: placeOf(site, tokens, on), message, hint });
  }

  /** Notes a keyword that no dialect has. */
  unknown(site: Site, name: string): void {
    this.unknownKeywords.push({ name, place: placeOf(site, [name], "key") });
  }

  #drain(): void {
    // Filling one appends more; the order is that of discovery, breadth first.
    for (const { draft, site } of this.#pending) this.#fill(draft, site);
    this.#pending.length = 0;
  }

  #fill(draft: SchemaDraft, site: Site): void {
    const value: Json | undefined = valueAt(site);
    if (typeof value === "boolean") {
      draft.always = value;
    } else if (isObject(value)) {
      const inner = enter(site, value);
      this.#sources.set(draft, value);
      draft.dialect = inner.dialect;
      draft.annotations = readAnnotations(value);
      readKeywords(draft, inner, value, this);
    } else {
      this.report("KEYWORD_INVALID", site, [], "a schema is expected here: an object, or true or false.", "Write a schema, or {} for anything.");
    }
  }
}

function placeOf(site: Site, tokens: readonly (string | number)[], on: "key" | "value"): Place {
  return { file: site.document.file, pointer: joinPointer(site.pointer, ...tokens), on };
}
