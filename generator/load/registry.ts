import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { globSync } from "tinyglobby";
import type { Findings } from "../diagnostics/diagnostic.js";
import type { Dialect, Json } from "../model/schema.js";
import { dialectOf } from "./dialect.js";
import type { Document, DocumentStore } from "./document-store.js";
import { joinPointer, pointerTokens } from "./pointer.js";
import { subschemas } from "./subschemas.js";
import { isObject } from "./json.js";

/** A schema's place and what holds there: the URI that references are relative to, and the dialect. */
export type Site = {
  readonly document: Document;
  readonly pointer: string;
  readonly baseUri: string;
  readonly dialect: Dialect;
};

/** Finds what a `$ref` points to: by `$id`, by anchor, or as a file beside the one that holds it. */
export class Registry {
  readonly #store: DocumentStore;
  readonly #findings: Findings;
  readonly #resources = new Map<string, Site>();
  readonly #anchors = new Map<string, Site>();
  readonly #indexed = new Set<Document>();
  readonly #searchedFolders = new Set<string>();

  constructor(store: DocumentStore, findings: Findings) {
    this.#store = store;
    this.#findings = findings;
  }

  /** Makes a document known under its file's URI, or another one, and indexes its ids and anchors. */
  add(document: Document, uri: string = pathToFileURL(document.path).href): Site {
    const known = this.#resources.get(uri);
    if (known?.document === document) return known;
    const dialect = dialectOf(document, "", this.#findings) ?? "2020-12";
    const site = { document, pointer: "", baseUri: uri, dialect };
    this.#resources.set(uri, site);
    this.#index(site);
    return siteAt(site, []) ?? site;
  }

  /** The site of a pointer inside a document; `undefined` where it points to nothing. */
  at(document: Document, pointer: string): Site | undefined {
    return siteAt(this.#rootOf(document), pointerTokens(pointer));
  }

  /** What `ref`, standing at `from`, points to. */
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

  *#candidates(address: string, from: Site): Generator<Site> {
    const fileUri = pathToFileURL(from.document.path).href;
    for (const base of new Set([from.baseUri, fileUri])) {
      const uri = absoluteUri(address, base);
      if (uri === undefined) continue;
      const resource = this.#resources.get(uri) ?? this.#file(uri);
      if (resource !== undefined) yield resource;
    }
    const byId = this.#searchFolder(address, from);
    if (byId !== undefined) yield byId;
  }

  #file(uri: string): Site | undefined {
    if (!uri.startsWith("file:")) return undefined;
    const path = fileURLToPath(uri);
    if (!this.#store.exists(path)) return undefined;
    const document = this.#store.read(path);
    return document === undefined ? undefined : this.#rootOf(document);
  }

  /** An `$id` may stand in a file that nobody named yet: one look through the folder finds it. */
  #searchFolder(address: string, from: Site): Site | undefined {
    const uri = absoluteUri(address, from.baseUri);
    if (uri === undefined || uri.startsWith("file:")) return undefined;
    const folder = dirname(from.document.path);
    for (const place of [folder, dirname(folder)]) {
      this.#indexFolder(place);
      const found = this.#resources.get(uri);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #indexFolder(folder: string): void {
    if (this.#searchedFolders.has(folder)) return;
    this.#searchedFolders.add(folder);
    const paths = globSync("**/*.json", { cwd: folder, absolute: true, ignore: ["**/node_modules/**"], deep: 6 });
    for (const path of paths.toSorted()) {
      const document = this.#store.readQuietly(path);
      if (document !== undefined) this.#rootOf(document);
    }
  }

  #rootOf(document: Document): Site {
    return this.add(document);
  }

  #fragment(resource: Site, fragment: string): Site | undefined {
    const plain = decode(fragment);
    if (plain === "" || plain.startsWith("/")) return siteAt(resource, pointerTokens(plain));
    return this.#anchors.get(`${resource.baseUri}#${plain}`);
  }

  #index(root: Site): void {
    if (this.#indexed.has(root.document)) return;
    this.#indexed.add(root.document);
    const pending: Site[] = [root];
    for (let site = pending.pop(); site !== undefined; site = pending.pop()) {
      const value = valueAt(site);
      if (!isObject(value)) continue;
      const scoped = enter(site, value);
      this.#register(scoped, site.baseUri, value);
      for (const { tokens } of subschemas(value, scoped.dialect)) {
        pending.push({ ...scoped, pointer: joinPointer(site.pointer, ...tokens) });
      }
    }
  }

  #register(site: Site, outerUri: string, value: { readonly [key: string]: Json }): void {
    if (site.baseUri !== outerUri) this.#registerResource(site, value);
    for (const keyword of ["$anchor", "$dynamicAnchor"]) {
      const anchor = value[keyword];
      if (typeof anchor === "string") this.#anchors.set(`${site.baseUri}#${anchor}`, site);
    }
    const id = value["$id"] ?? value["id"];
    if (typeof id === "string" && id.startsWith("#")) this.#anchors.set(`${site.baseUri}${id}`, site);
  }

  #registerResource(site: Site, value: { readonly [key: string]: Json }): void {
    const known = this.#resources.get(site.baseUri);
    if (known !== undefined && (known.document !== site.document || known.pointer !== site.pointer)) {
      const keyword = value["$id"] === undefined ? "id" : "$id";
      this.#findings.add({
        rule: "ID_DUPLICATE",
        place: { file: site.document.file, pointer: joinPointer(site.pointer, keyword), on: "value" },
        message: `"${site.baseUri}" is also the ${keyword} of ${known.document.file}${known.pointer === "" ? "" : `#${known.pointer}`}.`,
        hint: "Give each schema an id of its own.",
      });
      return;
    }
    this.#resources.set(site.baseUri, site);
  }
}

/** The value that stands at a site. */
export function valueAt(site: Site): Json | undefined {
  let value: Json | undefined = site.document.value;
  for (const token of pointerTokens(site.pointer)) value = child(value, token);
  return value;
}

/** The site as seen from inside: with the `$id` and `$schema` that stand there taken into account. */
export function enter(site: Site, value: { readonly [key: string]: Json }): Site {
  const dialect = typeof value["$schema"] === "string" ? (dialectOf(site.document, site.pointer) ?? site.dialect) : site.dialect;
  const id = dialect === "draft-04" ? value["id"] : value["$id"];
  const ignored = typeof value["$ref"] === "string" && (dialect === "draft-04" || dialect === "draft-06" || dialect === "draft-07");
  if (typeof id !== "string" || id.startsWith("#") || ignored) return { ...site, dialect };
  const uri = absoluteUri(id, site.baseUri);
  return { ...site, dialect, baseUri: uri ?? site.baseUri };
}

function siteAt(from: Site, tokens: readonly string[]): Site | undefined {
  let value = valueAt(from);
  let site = isObject(value) ? enter(from, value) : from;
  for (const token of tokens) {
    value = child(value, token);
    if (value === undefined) return undefined;
    const next = { ...site, pointer: joinPointer(site.pointer, token) };
    site = isObject(value) ? enter(next, value) : next;
  }
  return value === undefined ? undefined : site;
}

function child(value: Json | undefined, token: string): Json | undefined {
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
