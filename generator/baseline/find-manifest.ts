import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { isObject } from "../base/json.js";
import type { Json } from "../base/json.js";
import { BaselineError } from "./tree.js";
import type { Tree } from "./tree.js";

/** The most files named protocol.json that are read in a baseline. */
const mostManifests = 200;

/**
 * The protocol to find in a baseline: its name, and the path of today's manifest, relative to the folder in which
 * `dagwire` runs.
 */
export type WantedManifest = {
  readonly name: string;
  readonly path: string;
  /**
   * The names of the config's other protocols. A manifest in the baseline with such a name belongs to another protocol.
   */
  readonly others?: readonly string[];
};

/**
 * Finds a protocol's manifest in a baseline. Tries, in this order: the path of today's manifest; a manifest that
 * `dagwire.config.json` at the root lists under the protocol's name; a `protocol.json` with this name; the only
 * manifest. @returns the manifest's path in the tree, or `undefined` if the baseline has only other protocols.
 * @throws BaselineError if the baseline has no protocol at all, or if its manifest is no JSON.
 */
export function findManifest(tree: Tree, wanted: WantedManifest): string | undefined {
  const today = posix.normalize(posix.join(tree.inside, wanted.path));
  if (!today.startsWith("../") && tree.provide(today)) {
    const value = read(tree, today);
    if (value === undefined) throw unreadable(tree, today);
    if (isObject(value)) return today;
  }
  const candidates = [...new Set([...listed(tree), ...named(tree)])].slice(0, mostManifests);
  const manifests = candidates.flatMap((path) => {
    const value = tree.provide(path) ? read(tree, path) : undefined;
    return isManifest(value) ? [{ path, name: value["name"] }] : [];
  });
  const [first, ...others] = manifests;
  const broken = first === undefined ? candidates.find((path) => tree.provide(path) && read(tree, path) === undefined) : undefined;
  if (broken !== undefined) throw unreadable(tree, broken);
  if (first === undefined)
    throw new BaselineError(
      `"${tree.label}" has no protocol.json. Name a version that has one. A package must include its schema folder.`,
      true,
    );
  const isOnly = others.length === 0 && wanted.others?.includes(first.name) !== true;
  return manifests.find(({ name }) => name === wanted.name)?.path ?? (isOnly ? first.path : undefined);
}

function unreadable({ label }: Tree, path: string): BaselineError {
  return new BaselineError(`"${label}": the manifest "${path}" of this baseline is no JSON. Name a version whose manifest can be read.`);
}

function listed(tree: Tree): string[] {
  const config = tree.provide("dagwire.config.json") ? read(tree, "dagwire.config.json") : undefined;
  const protocols = isObject(config) ? config["protocols"] : undefined;
  if (!Array.isArray(protocols)) return [];
  return protocols.flatMap((protocol: Json) => {
    const schema = isObject(protocol) ? protocol["schema"] : undefined;
    return typeof schema === "string" ? [posix.normalize(schema)] : [];
  });
}

function named(tree: Tree): string[] {
  return tree.jsonFiles().filter((path) => posix.basename(path) === "protocol.json");
}

function isManifest(value: Json | undefined): value is { readonly name: string; readonly [key: string]: Json } {
  return isObject(value) && typeof value["name"] === "string" && typeof value["version"] === "string";
}

function read(tree: Tree, path: string): Json | undefined {
  try {
    return JSON.parse(readFileSync(join(tree.folder, path), "utf8")) as Json;
  } catch {
    return undefined;
  }
}
