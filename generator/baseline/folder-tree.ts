import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { byDepth } from "./tree.js";
import type { Tree } from "./tree.js";

/** The greatest depth of folders that are searched for JSON files. Packages keep their schemas less deep. */
const maxDepth = 8;
const skipped: ReadonlySet<string> = new Set(["node_modules", ".git"]);

/** Returns the {@link Tree} of a baseline that is a folder. */
export function folderTree(label: string, folder: string, dispose: () => void = () => undefined): Tree {
  return {
    label,
    folder,
    inside: "",
    jsonFiles: () => jsonBelow(folder, "", 0).toSorted(byDepth),
    provide: (path) => existsSync(join(folder, path)),
    provideMissing: () => false,
    dispose,
  };
}

function jsonBelow(folder: string, prefix: string, depth: number): string[] {
  if (depth > maxDepth) return [];
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : jsonBelow(folder, path, depth + 1);
    return entry.name.endsWith(".json") ? [path] : [];
  });
}
