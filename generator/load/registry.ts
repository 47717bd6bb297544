import type { Site } from "./site.js";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Findings } from "../diagnostics/diagnostic.js";
import { fact } from "../base/fact.js";
import type { Json } from "../base/json.js";
import type { Dialect } from "../schema/schema.js";
import { defaultDialect, dialectAt, dialectOf } from "./dialect.js";
import type { Document, DocumentStore } from "./document-store.js";
import { recursiveAnchor } from "./site.js";
import { glob } from "../base/glob.js";
import { isMetaSchemaFile, metaSchema } from "./meta-schemas.js";
import { joinPointer, pointerTokens } from "../base/pointer.js";
import { Resources } from "./resources.js";
import { SearchedFiles } from "./searched-files.js";
import { subschemas } from "./subschemas.js";
import { isObject } from "../base/json.js";

/** Finds the target of a `$ref`: by `$id`, by anchor, or as a file relative to the file that holds the reference. */
export class Registry {
  readonly #store: DocumentStore;
  readonly #resources = new Resources();
  readonly #anchors = new Map<string, Site>();
  /** For each resource's URI, the sites of the resource's dynamic anchors by name. */
  readonly #dynamicAnchors = new Map<string, Map<string, Site>>();
  /** For each document, the keys of the ids and anchors in it. */
  readonly #indexed = new Map<Document, readonly string[]>();
  readonly #searchedFolders = new Set<string>();
  readonly #findings: Findings;
  readonly #searched: SearchedFiles;

  constructor(store: DocumentStore, findings: Findings) {
    this.#store = store;
    this.#findings = findings;
    this.#searched = new SearchedFiles(findings);
  }

  /**
   * Registers a document under a URI, by default the URI of its file, and indexes the ids and anchors in the document.
   */
  add(document: Document, uri: string = fileUri(document)): Site {
    this.#searched.meet(document, !this.#indexed.has(document));
    const known = this.#find(uri, { document, pointer: "" });
    if (known?.document === document) return known;
    const dialect = this.#dialectOf(document) ?? defaultDialect(document.value);
    const site = { document, pointer: "", value: document.value, baseUri: uri, dialect };
    this.#resources.add(uri, site);
    this.#index(site);
    return site;
  }

  #dialectOf(document: Document): Dialect | undefined {
    const findings = new Findings();
    const dialect = dialectOf(document, "", findings);
    for (const finding of findings.all()) this.#searched.report(finding, document);
    return dialect;
  }

  /**
   * Replaces a document by a later version of the same file.
   * @returns false if the ids or anchors of the versions differ, so that references may now have other targets.
   */
  replace(before: Document, after: Document): boolean {
    const keys = this.#indexed.get(before);
    if (keys === undefined) return false;
    this.#resources.remove(before);
    for (const [key, site] of this.#anchors) if (site.document === before) this.#anchors.delete(key);
    for (const anchors of this.#dynamicAnchors.values()) {
      for (const [name, site] of anchors) if (site.document === before) anchors.delete(name);
    }
    this.#indexed.delete(before);
    this.add(after);
    return keys.join("\n") === this.#indexed.get(after)?.join("\n");
  }

  /** Returns the site at a pointer in a document; `undefined` if the pointer points to nothing. */
  at(document: Document, pointer: string): Site | undefined {
    return siteAt(this.#rootOf(document), pointerTokens(pointer));
  }

  /** Returns the dynamic anchors that the resource around a site declares; `undefined` if it declares none. */
  dynamicAnchors(site: Site): ReadonlyMap<string, Site> | undefined {
    if (this.#dynamicAnchors.size === 0) return undefined;
    const { baseUri } = isObject(site.value) ? enter(site, site.value) : site;
    return this.#dynamicAnchors.get(baseUri);
  }

  /**
   * Returns the nearest schema around a site that has `$recursiveAnchor` but no `$id`. The specification defines no
   * such anchor, but bundled schemas use it: a `$recursiveRef` inside then means this schema.
   */
  recursiveAnchorAround({ document, pointer }: Site): Site | undefined {
    const tokens = pointerTokens(pointer);
    for (let length = tokens.length; length > 0; length -= 1) {
      const site = this.at(document, joinPointer("", ...tokens.slice(0, length)));
      if (!isObject(site?.value) || site.value["$recursiveAnchor"] !== true) continue;
      return typeof site.value["$id"] === "string" ? undefined : site;
    }
    return undefined;
  }

  /** Returns the site that `ref` at the site `from` points to; `undefined` if it points to nothing. */
  resolve(ref: string, from: Site): Site | undefined {
    const hash = ref.indexOf("#");
    const address = hash === -1 ? ref : ref.slice(0, hash);
    const fragment = hash === -1 ? "" : ref.slice(hash + 1);
    for (const resource of this.#candidates(address, from)) {
      const target = this.#fragment(resource, fragment);
      if (target !== undefined) return target;
    }
    return undefined;
  }

  /**
   * Returns the schemas with the same `$id` that `ref` could mean. The list is empty if the reference is not ambiguous,
   * for example because one of them is in the file of the reference.
   */
  rivalsOf(ref: string, from: Site): readonly Site[] {
    if (!this.#resources.hasRivals) return [];
    const [address = ""] = ref.split("#");
    const uri = address === "" ? undefined : absoluteUri(address, from.baseUri);
    const sites = uri === undefined ? [] : this.#known(uri);
    return sites.length > 1 && !sites.some(({ document }) => document === from.document) ? sites : [];
  }

  *#candidates(address: string, from: Site): Generator<Site> {
    // No files around a meta-schema are searched, because a meta-schema is in no folder of the project.
    if (isMetaSchemaFile(from.document.file)) return yield* this.#standard(address, from);
    for (const base of new Set([from.baseUri, fileUri(from.document)])) {
      const uri = absoluteUri(address, base);
      if (uri === undefined) continue;
      const resource = this.#find(uri, from) ?? this.#file(uri);
      if (resource === undefined) continue;
      this.#searched.refer(resource.document);
      yield resource;
    }
    yield* this.#standard(address, from);
    const byId = this.#searchFolder(address, from);
    if (byId !== undefined) yield byId;
  }

  /**
   * Yields the meta-schema of JSON Schema that an address names. Runs before the folder search, which is slow and would
   * not find a meta-schema.
   */
  *#standard(address: string, from: Site): Generator<Site> {
    const uri = absoluteUri(address, from.baseUri);
    if (uri === undefined) return;
    const document = this.#resources.has(uri) ? undefined : metaSchema(uri);
    const site = document === undefined ? this.#find(uri, from) : this.add(document, uri);
    if (site !== undefined) yield site;
  }

  #file(uri: string): Site | undefined {
    if (!uri.startsWith("file:")) return undefined;
    const path = fileURLToPath(uri);
    if (!this.#store.exists(path)) return undefined;
    const document = this.#store.read(path);
    return document === undefined ? undefined : this.#rootOf(document);
  }

  /**
   * Searches the folder around a site for a schema with an `$id`. The schema may be in a file that no other schema has
   * named yet.
   */
  #searchFolder(address: string, from: Site): Site | undefined {
    const uri = absoluteUri(address, from.baseUri);
    if (uri === undefined || uri.startsWith("file:")) return undefined;
    const folder = dirname(from.document.path);
    // The root of a disk is never searched, because it may hold too many files. If the protocol's folder is directly
    // below the root, only this folder is searched.
    const places = (
      [
        [folder, 6],
        [dirname(folder), 2],
      ] as const
    ).filter(([place]) => dirname(place) !== place);
    for (const [place, depth] of places) {
      this.#indexFolder(place, depth);
      const found = this.#find(uri, from);
      if (found === undefined) continue;
      this.#searched.refer(found.document);
      return found;
    }
    return undefined;
  }

  #indexFolder(folder: string, depth: number): void {
    if (this.#searchedFolders.has(folder)) return;
    this.#searchedFolders.add(folder);
    this.#store.inputs.folder(folder, true);
    const paths = glob("**/*.json", folder, { ignore: ["**/node_modules/**"], deep: depth });
    this.#searched.during(() => {
      for (const path of paths.toSorted()) {
        const document = this.#store.readQuietly(path);
        if (document !== undefined) this.#rootOf(document);
      }
    });
  }

  #rootOf(document: Document): Site {
    return this.add(document);
  }

  #fragment(resource: Site, fragment: string): Site | undefined {
    const plain = decode(fragment);
    if (plain === "" || plain.startsWith("/")) return siteAt(resource, pointerTokens(plain));
    const { baseUri } = isObject(resource.value) ? enter(resource, resource.value) : resource;
    return this.#anchors.get(`${baseUri}#${plain}`);
  }

  #index(root: Site): void {
    if (this.#indexed.has(root.document)) return;
    const keys: string[] = [];
    this.#indexed.set(root.document, keys);
    // A file may be a list of schemas. Each item is then a separate resource.
    const pending: Site[] = Array.isArray(root.value) ? root.value.flatMap((_item, index) => siteBelow(root, [index]) ?? []) : [root];
    for (let site = pending.pop(); site !== undefined; site = pending.pop()) {
      if (!isObject(site.value)) continue;
      const scoped = enter(site, site.value);
      keys.push(...this.#register(site, scoped.baseUri, site.value).map((key) => `${key} ${site.pointer}`));
      for (const { tokens, value } of subschemas(site.value, scoped.dialect)) {
        if (!isObject(value)) continue;
        const { document, baseUri, dialect } = scoped;
        pending.push({ document, pointer: joinPointer(site.pointer, ...tokens), value, baseUri, dialect });
      }
    }
  }

  /** Registers a site by its `$id` and anchors. Returns the keys under which the site is now registered. */
  #register(site: Site, uri: string, value: { readonly [key: string]: Json }): string[] {
    const isResource = site.baseUri !== uri;
    if (isResource) this.#registerResource(site, uri, value);
    const anchors = [value["$anchor"], value["$dynamicAnchor"]]
      .filter((anchor) => typeof anchor === "string")
      .map((anchor) => `${uri}#${anchor}`);
    const id = value["$id"] ?? value["id"];
    if (typeof id === "string" && id.startsWith("#")) anchors.push(`${uri}${id}`);
    for (const anchor of anchors) this.#anchors.set(anchor, site);
    const dynamic = this.#registerDynamic(site, uri, value, isResource || site.pointer === "");
    return [...(isResource ? [uri] : []), ...anchors, ...dynamic.map((name) => `dynamic ${uri}#${name}`)];
  }

  #registerDynamic(site: Site, uri: string, value: { readonly [key: string]: Json }, isRoot: boolean): string[] {
    const names = [value["$dynamicAnchor"]].filter((anchor) => typeof anchor === "string");
    if (isRoot && value["$recursiveAnchor"] === true) names.push(recursiveAnchor);
    for (const name of names) this.#dynamicAnchors.set(uri, (this.#dynamicAnchors.get(uri) ?? new Map<string, Site>()).set(name, site));
    return names;
  }

  #registerResource(site: Site, uri: string, value: { readonly [key: string]: Json }): void {
    const known = this.#resources.all(uri);
    const isKnown = known.some(({ document, pointer }) => document === site.document && pointer === site.pointer);
    if (isKnown || known.some(({ document }) => isMetaSchemaFile(document.file))) return;
    this.#resources.add(uri, site);
    const rival = known.find(({ document }) => !this.#searched.has(document));
    if (rival === undefined || this.#searched.has(site.document)) return;
    const keyword = value["$id"] === undefined ? "id" : "$id";
    const place = { file: site.document.file, pointer: joinPointer(site.pointer, keyword), on: "value" as const };
    const message = `"${uri}" is also the ${keyword} of ${shownPlace(rival)}.`;
    this.#findings.add({ rule: "ID_DUPLICATE", place, message, hint: 'Give each schema a different "$id".' });
  }

  /**
   * Returns the schemas with a URI. If a file that a schema names has one of them, schemas in files that were only
   * searched are left out.
   */
  #known(uri: string): readonly Site[] {
    const all = this.#resources.all(uri);
    if (all.length < 2) return all;
    const named = all.filter(({ document }) => !this.#searched.has(document));
    return named.length > 0 ? named : all;
  }

  /**
   * Returns the schema that a reference means by a URI. If several schemas have the URI, prefers the schema around the
   * reference, then a schema in the same file, then one in another file.
   */
  #find(uri: string, from: Pick<Site, "document" | "pointer">): Site | undefined {
    const sites = this.#known(uri);
    if (sites.length < 2) return sites[0];
    const own = sites.filter(({ document }) => document === from.document);
    return own.findLast(({ pointer }) => pointer === from.pointer || from.pointer.startsWith(`${pointer}/`)) ?? own[0] ?? sites[0];
  }
}

/** Returns the URI of a document's file. */
const fileUri = fact(({ path }: Document) => pathToFileURL(path).href);

/** Returns the file and the pointer of a site in the form of a reference. */
export function shownPlace({ document, pointer }: Pick<Site, "document" | "pointer">): string {
  return `${document.file}${pointer === "" ? "" : `#${pointer}`}`;
}

/** Returns the site at a path below a site that {@link enter} returned; `undefined` if the path leads to nothing. */
export function siteBelow(site: Site, tokens: readonly (string | number)[]): Site | undefined {
  let value: Json | undefined = site.value;
  for (const token of tokens) value = child(value, token);
  if (value === undefined) return undefined;
  const { document, baseUri, dialect, scope } = site;
  return { document, pointer: joinPointer(site.pointer, ...tokens), value, baseUri, dialect, scope };
}

/**
 * Returns the site with the `baseUri` and `dialect` that are valid for the schemas inside it. They follow from the
 * `$id` and `$schema` of the schema at the site.
 */
export function enter(site: Site, value: { readonly [key: string]: Json }): Site {
  const dialect = typeof value["$schema"] === "string" ? (dialectAt(site) ?? site.dialect) : site.dialect;
  const id = dialect === "draft-04" ? value["id"] : value["$id"];
  const ignored = typeof value["$ref"] === "string" && (dialect === "draft-04" || dialect === "draft-06" || dialect === "draft-07");
  const isNamed = typeof id === "string" && !id.startsWith("#") && !ignored;
  if (!isNamed && dialect === site.dialect) return site;
  const uri = isNamed ? absoluteUri(id, site.baseUri) : undefined;
  return { ...site, dialect, baseUri: uri ?? site.baseUri };
}

function siteAt(from: Site, tokens: readonly string[]): Site | undefined {
  let site: Site | undefined = from;
  for (const token of tokens) {
    site = siteBelow(isObject(site.value) ? enter(site, site.value) : site, [token]);
    if (site === undefined) return undefined;
  }
  return site;
}

function child(value: Json | undefined, token: string | number): Json | undefined {
  if (Array.isArray(value)) return value[Number(token)] as Json | undefined;
  return isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

function absoluteUri(address: string, base: string): string | undefined {
  if (address === "") return base;
  if (!URL.canParse(address, base)) return undefined;
  const uri = new URL(address, base);
  uri.hash = "";
  return uri.href;
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
