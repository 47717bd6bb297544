import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { InputFolder } from "../../load/input-log.js";

/** The files whose contents, and the folders whose lists of names, decide a fingerprint. */
export type Covered = { readonly files: readonly string[]; readonly folders: readonly InputFolder[] };

/**
 * Returns a hash over the contents of files and over the names in folders. An absent file or folder also counts: its
 * creation changes the hash.
 */
export function fingerprint({ files, folders }: Covered): string {
  const hash = createHash("sha256");
  for (const path of files) addFile(hash, path);
  for (const { path, isDeep } of folders) hash.update(`\n${path}\n${listing(path, isDeep).join("\n")}`);
  return hash.digest("hex");
}

function addFile(hash: Hash, path: string): void {
  try {
    const text = readFileSync(path);
    hash.update(`\n${path} ${text.length}\n`).update(text);
  } catch (error) {
    hash.update(`\n${path} ${error instanceof Error && "code" in error ? String(error.code) : "unreadable"}\n`);
  }
}

function listing(folder: string, isDeep: boolean): string[] {
  const found: string[] = [];
  const pending = [""];
  for (let inside = pending.pop(); inside !== undefined; inside = pending.pop()) {
    for (const entry of entriesOf(join(folder, inside))) {
      const path = `${inside}${entry.name}`;
      found.push(path);
      if (isDeep && !entry.isFile() && entry.name !== "node_modules") pending.push(`${path}/`);
    }
  }
  return found.toSorted();
}

function entriesOf(folder: string): { readonly name: string; isFile(): boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
