import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { isObject } from "../base/json.js";
import type { Json } from "../base/json.js";
import type { Tree } from "./tree.js";

/** A protocol that the config of a baseline lists. */
export type ListedProtocol = {
  readonly name: string;
  /** The path of its manifest, relative to the folder in which `dagwire` runs. */
  readonly manifest: string;
};

/**
 * Returns the protocols that a config lists in a baseline. Returns none if the baseline does not have the config.
 *
 * @param config the path of the config, relative to the folder in which `dagwire` runs.
 */
export function listedProtocols(tree: Tree, config: string): ListedProtocol[] {
  const value = readInside(tree, config);
  const protocols = isObject(value) ? value["protocols"] : undefined;
  if (!Array.isArray(protocols)) return [];
  return protocols.flatMap((protocol: Json): ListedProtocol[] => {
    const schema = isObject(protocol) ? protocol["schema"] : undefined;
    if (typeof schema !== "string") return [];
    const manifest = posix.join(posix.dirname(config), schema);
    const read = readInside(tree, manifest);
    const name = isObject(read) ? read["name"] : undefined;
    return typeof name === "string" ? [{ name, manifest }] : [];
  });
}

function readInside(tree: Tree, path: string): Json | undefined {
  const inside = posix.normalize(posix.join(tree.inside, path));
  if (inside.startsWith("../") || !tree.provide(inside)) return undefined;
  try {
    return JSON.parse(readFileSync(join(tree.folder, inside), "utf8")) as Json;
  } catch {
    return undefined;
  }
}
