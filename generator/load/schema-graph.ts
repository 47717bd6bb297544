import type { KeywordReader } from "./read-keywords.js";
import type { Draft } from "../base/fact.js";
import type { Findings, Place } from "../diagnostics/diagnostic.js";
import type { RuleId } from "../diagnostics/rules.js";
import { reachable } from "../schema/children.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";
import { anchorsOutside, dynamicName, extendScope } from "./site.js";
import { isObject } from "../base/json.js";
import { joinPointer } from "../base/pointer.js";
import { readAnnotations, readKeywords } from "./read-keywords.js";
import type { Site } from "./site.js";
import type { Registry } from "./registry.js";
import { enter, shownPlace, siteBelow } from "./registry.js";

/** A schema object as it is written in a file. */
export type SchemaSource = { readonly [key: string]: Json };

/**
 * The most dynamic scopes of a {@link SchemaGraph}. Without a limit, schemas that extend one another by dynamic anchors
 * could combine without end.
 */
const maxScopes = 1000;

/** The name and the place of a keyword that no dialect has. */
export type UnknownKeyword = { readonly name: string; readonly place: Place };

/**
 * Builds the graph of a protocol's schemas. Reads each schema once for each dynamic scope in which a reference reaches
 * it. So in the graph `$dynamicRef` and `$recursiveRef` are references like `$ref`. A work list follows the references,
 * so neither cycles nor long chains can exhaust the stack.
 */
export class SchemaGraph implements KeywordReader {
  readonly #registry: Registry;
  readonly #findings: Findings;
  /** The schemas by their document's path, then by pointer and dynamic scope. */
  readonly #drafts = new Map<string, Map<string, Draft<Schema>>>();
  /** For each document's path, the paths of the documents that refer to it. */
  readonly #referrers = new Map<string, Set<string>>();
  readonly #sources = new WeakMap<Schema, SchemaSource>();
  readonly #scopes = new Set<string>();
  readonly #unknown = new Set<string>();
  #roots: Schema[] = [];
  readonly #pending: { readonly draft: Draft<Schema>; readonly site: Site }[] = [];
  /** The words in schemas that no dialect has as a keyword, in the order in which the schemas were read. */
  readonly unknownKeywords: UnknownKeyword[] = [];

  constructor(registry: Registry, findings: Findings) {
    this.#registry = registry;
    this.#findings = findings;
  }

  /** Returns all schemas that {@link schemaAt} has read and that {@link forget} has not dropped since. */
  schemas(): readonly Schema[] {
    return [...reachable(this.#roots)];
  }

  /**
   * Returns one map of schemas for each document, in the order in which the documents were reached. A map stays the
   * same object until {@link forget} drops its document.
   */
  byDocument(): Iterable<ReadonlyMap<string, Schema>> {
    return this.#drafts.values();
  }

  /**
   * True if the graph has a `$dynamicRef` or `$recursiveRef` whose target depends on the references that led to it.
   */
  get hasScopes(): boolean {
    return this.#scopes.size > 0;
  }

  /**
   * Drops the schemas of the given documents, and of all documents that refer to one of these. The next {@link
   * schemaAt} reads the dropped schemas again.
   */
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

  /**
   * Returns the JSON object of a schema as it is written in its file; `undefined` for the schemas `true` and `false`.
   */
  sourceOf(schema: Schema): SchemaSource | undefined {
    return this.#sources.get(schema);
  }

  /** Returns the schema at a site, and reads all schemas that it reaches. */
  schemaAt(site: Site): Schema {
    const schema = this.draftAt(site);
    this.#drain();
    this.#roots.push(schema);
    return schema;
  }

  /** Returns the schema at a site. Its keywords, and the schemas that it reaches, are read later. */
  draftAt(reached: Site): Schema {
    const site = this.#scoped(reached);
    const drafts = this.#drafts.get(site.document.path) ?? new Map<string, Draft<Schema>>();
    const key = site.scope === undefined ? site.pointer : `${site.pointer}\n${site.scope.key}`;
    const known = drafts.get(key);
    if (known !== undefined) return known;
    const location = { file: site.document.file, pointer: site.pointer };
    const draft: Draft<Schema> = { location, dialect: site.dialect, annotations: {} };
    const outside = site.scope === undefined ? [] : anchorsOutside(site.scope, site.document);
    if (outside.length > 0) draft.extendedBy = outside;
    this.#drafts.set(site.document.path, drafts.set(key, draft));
    this.#pending.push({ draft, site });
    return draft;
  }

  /** Returns the schema at a path below a site. */
  child(site: Site, ...tokens: readonly (string | number)[]): Schema {
    // The value after `??` only satisfies the compiler: callers have seen that the path leads to a value.
    return this.draftAt(siteBelow(site, tokens) ?? { ...site, pointer: joinPointer(site.pointer, ...tokens), value: null });
  }

  /** Returns the target of a reference. Reports a finding if it has none. */
  target(site: Site, ref: string): Schema | undefined {
    const target = this.#resolve(site, "$ref", ref);
    return target === undefined ? undefined : this.#referTo(target, site);
  }

  /** Returns the target of `$dynamicRef` or `$recursiveRef` in the scope of the site. Reports a finding if it has none. */
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

  /** Records a keyword that no dialect has. */
  unknown(site: Site, name: string): void {
    const key = `${site.document.path}#${site.pointer}\n${name}`;
    // A schema that is read in several scopes is recorded once.
    if (!this.#unknown.has(key)) this.unknownKeywords.push({ name, place: placeOf(site, [name], "key") });
    this.#unknown.add(key);
  }

  #referTo(target: Site, from: Site): Schema {
    this.#noteReference(from.document.path, target.document.path);
    return this.draftAt({ ...target, scope: from.scope });
  }

  /** Returns the site with the dynamic scope that applies inside the resource around the site. */
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
    this.report("KEYWORD_UNSUPPORTED", site, [], message, 'Use "$ref" to refer to the schemas directly.');
    return site;
  }

  #noteReference(from: string, to: string): void {
    if (from === to) return;
    const referrers = this.#referrers.get(to) ?? new Set<string>();
    this.#referrers.set(to, referrers.add(from));
  }

  #drain(): void {
    // Filling a schema appends further schemas to the end of the list, so the graph is read breadth first.
    for (const { draft, site } of this.#pending) this.#fill(draft, site);
    this.#pending.length = 0;
  }

  #fill(draft: Draft<Schema>, site: Site): void {
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
        "Write a schema, or {} to allow every value.",
      );
    }
  }
}

function placeOf(site: Site, tokens: readonly (string | number)[], on: "key" | "value"): Place {
  return { file: site.document.file, pointer: joinPointer(site.pointer, ...tokens), on };
}
