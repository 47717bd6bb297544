import type { SchemaDraft } from "./schema-draft.js";
import type { Findings, Place } from "../diagnostics/diagnostic.js";
import type { RuleId } from "../diagnostics/rules.js";
import { reachable } from "../schema/children.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";
import { anchorsOutside, dynamicName, extendScope } from "./dynamic-scope.js";
import { isObject } from "../base/json.js";
import { joinPointer } from "../base/pointer.js";
import { readAnnotations } from "./read-annotations.js";
import { readKeywords } from "./read-keywords.js";
import type { KeywordReader } from "./read-keywords.js";
import type { Site } from "./site.js";
import type { Registry } from "./registry.js";
import { enter, shownPlace, siteBelow } from "./registry.js";

/** A schema object as it is written. */
export type SchemaSource = { readonly [key: string]: Json };

/** Schemas that extend one another by dynamic anchors can be combined without end; no protocol comes near. */
const maxScopes = 1000;

/** An unknown keyword's place. */
export type UnknownKeyword = { readonly name: string; readonly place: Place };

/**
 * Builds the graph of schemas. Each location is read once, or once for each dynamic scope in which
 * it is reached, so that `$dynamicRef` and `$recursiveRef` are references like any other; references are followed with a work
 * list, so neither cycles nor long chains can exhaust the stack.
 */
export class SchemaGraph implements KeywordReader {
  readonly #registry: Registry;
  readonly #findings: Findings;
  /** By the document's path, then by pointer and dynamic scope. */
  readonly #drafts = new Map<string, Map<string, SchemaDraft>>();
  /** The paths of the documents that refer to a document. */
  readonly #referrers = new Map<string, Set<string>>();
  readonly #sources = new WeakMap<Schema, SchemaSource>();
  readonly #scopes = new Set<string>();
  readonly #unknown = new Set<string>();
  #roots: Schema[] = [];
  readonly #pending: { readonly draft: SchemaDraft; readonly site: Site }[] = [];
  /** Every keyword that no dialect has, in the order of discovery. */
  readonly unknownKeywords: UnknownKeyword[] = [];

  constructor(registry: Registry, findings: Findings) {
    this.#registry = registry;
    this.#findings = findings;
  }

  /** All schemas that are reached from those that were asked for since the last {@link forget}. */
  schemas(): readonly Schema[] {
    return [...reachable(this.#roots)];
  }

  /** What was read of each document, in the order of discovery; a list stays the same while nothing is dropped of it. */
  byDocument(): Iterable<ReadonlyMap<string, Schema>> {
    return this.#drafts.values();
  }

  /** True where what a reference means hangs on the way to it. */
  get hasScopes(): boolean {
    return this.#scopes.size > 0;
  }

  /** Drops what was read of documents, and of those that refer to them, so that it is read anew. */
  forget(paths: readonly string[]): void {
    this.#roots = [];
    const dropped = new Set<string>();
    const pending = [...paths];
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      if (dropped.has(path)) continue;
      dropped.add(path);
      this.#drafts.delete(path);
      pending.push(...(this.#referrers.get(path) ?? []));
    }
    for (const referrers of this.#referrers.values()) for (const path of dropped) referrers.delete(path);
  }

  /** A schema as it is written; `undefined` for `true` and `false`. */
  sourceOf(schema: Schema): SchemaSource | undefined {
    return this.#sources.get(schema);
  }

  /** The schema at a site, with everything that it reaches. */
  schemaAt(site: Site): Schema {
    const schema = this.draftAt(site);
    this.#drain();
    this.#roots.push(schema);
    return schema;
  }

  /** The schema at a site; what it reaches is read later. */
  draftAt(reached: Site): Schema {
    const site = this.#scoped(reached);
    const drafts = this.#drafts.get(site.document.path) ?? new Map<string, SchemaDraft>();
    const key = site.scope === undefined ? site.pointer : `${site.pointer}\n${site.scope.key}`;
    const known = drafts.get(key);
    if (known !== undefined) return known;
    const location = { file: site.document.file, pointer: site.pointer };
    const draft: SchemaDraft = { location, dialect: site.dialect, annotations: {} };
    const outside = site.scope === undefined ? [] : anchorsOutside(site.scope, site.document);
    if (outside.length > 0) draft.extendedBy = outside;
    this.#drafts.set(site.document.path, drafts.set(key, draft));
    this.#pending.push({ draft, site });
    return draft;
  }

  /** The schema below a site. */
  child(site: Site, ...tokens: readonly (string | number)[]): Schema {
    // Callers name what they have seen there.
    return this.draftAt(siteBelow(site, tokens) ?? { ...site, pointer: joinPointer(site.pointer, ...tokens), value: null });
  }

  /** The target of a reference; a finding where there is none. */
  target(site: Site, ref: string): Schema | undefined {
    const target = this.#resolve(site, "$ref", ref);
    return target === undefined ? undefined : this.#referTo(target, site);
  }

  /** The target of `$dynamicRef` or `$recursiveRef` in the scope of the site; a finding where there is none. */
  dynamicTarget(site: Site, keyword: string, ref: string): Schema | undefined {
    const enclosing = keyword === "$recursiveRef" && ref === "#" ? this.#registry.recursiveAnchorAround(site) : undefined;
    if (enclosing !== undefined) return this.#referTo(enclosing, site);
    const first = this.#resolve(site, keyword, ref);
    if (first === undefined) return undefined;
    const name = dynamicName(keyword, ref, first);
    const outermost = name === undefined ? undefined : site.scope?.anchors.get(name);
    return this.#referTo(outermost ?? first, site);
  }

  #resolve(site: Site, keyword: string, ref: string): Site | undefined {
    const target = this.#registry.resolve(ref, site);
    const [one, another] = target === undefined ? [] : this.#registry.rivalsOf(ref, site);
    if (one !== undefined && another !== undefined) {
      const message = `"${keyword}" points to "${ref}", which is the id of ${shownPlace(one)} and of ${shownPlace(another)}.`;
      this.report("REF_AMBIGUOUS", site, [keyword], message, "Give each schema an id of its own.");
    }
    if (target !== undefined) return target;
    const [address = "", fragment] = ref.split("#");
    const what = fragment === undefined || fragment === "" ? "which does not exist" : `but nothing stands at "${fragment}"`;
    const remote = /^https?:/.test(address) ? ' Nothing is fetched: put a file with this "$id" beside the schema.' : "";
    this.report("REF_NOT_FOUND", site, [keyword], `"${keyword}" points to "${ref}", ${what}.`, `Correct the path.${remote}`);
    return undefined;
  }

  /** Adds a finding below a site. */
  report(
    rule: RuleId,
    site: Site,
    tokens: readonly (string | number)[],
    message: string,
    hint: string,
    on: "key" | "value" = "value",
  ): void {
    this.#findings.add({ rule, place: placeOf(site, tokens, on), message, hint });
  }

  /** Notes a keyword that no dialect has. */
  unknown(site: Site, name: string): void {
    const key = `${site.document.path}#${site.pointer}\n${name}`;
    // A schema that is read in several scopes holds the word once.
    if (!this.#unknown.has(key)) this.unknownKeywords.push({ name, place: placeOf(site, [name], "key") });
    this.#unknown.add(key);
  }

  #referTo(target: Site, from: Site): Schema {
    this.#noteReference(from.document.path, target.document.path);
    return this.draftAt({ ...target, scope: from.scope });
  }

  /** The site with the scope that holds inside the resource around it. */
  #scoped(site: Site): Site {
    const anchors = this.#registry.dynamicAnchors(site);
    if (anchors === undefined) return site;
    const scope = extendScope(site.scope, anchors);
    if (scope === site.scope || this.#scopes.has(scope.key)) return { ...site, scope };
    if (this.#scopes.size >= maxScopes) return this.#refuseScope(site);
    this.#scopes.add(scope.key);
    return { ...site, scope };
  }

  #refuseScope(site: Site): Site {
    const message = `Dynamic anchors combine in more than ${maxScopes} ways here.`;
    this.report("KEYWORD_UNSUPPORTED", site, [], message, 'Use "$ref" to the schemas that are meant.');
    return site;
  }

  #noteReference(from: string, to: string): void {
    if (from === to) return;
    const referrers = this.#referrers.get(to) ?? new Set<string>();
    this.#referrers.set(to, referrers.add(from));
  }

  #drain(): void {
    // Filling one appends more; the order is that of discovery, breadth first.
    for (const { draft, site } of this.#pending) this.#fill(draft, site);
    this.#pending.length = 0;
  }

  #fill(draft: SchemaDraft, site: Site): void {
    const value: Json = site.value;
    if (typeof value === "boolean") {
      draft.always = value;
    } else if (isObject(value)) {
      const inner = enter(site, value);
      this.#sources.set(draft, value);
      draft.dialect = inner.dialect;
      draft.annotations = readAnnotations(value);
      readKeywords(draft, inner, value, this);
    } else {
      this.report(
        "KEYWORD_INVALID",
        site,
        [],
        "a schema is expected here: an object, or true or false.",
        "Write a schema, or {} for anything.",
      );
    }
  }
}

function placeOf(site: Site, tokens: readonly (string | number)[], on: "key" | "value"): Place {
  return { file: site.document.file, pointer: joinPointer(site.pointer, ...tokens), on };
}
