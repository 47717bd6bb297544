import { readdirSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { version } from "../../base/version.js";

/**
 * Returns a text that changes if dagwire changes: its version, and in dagwire's own repository also the time and size of its
 * built files.
 */
export function toolIdentity(): string {
  return [version, ...builtFolders().map(stateOf)].join(" ");
}

/**
 * Returns the folders with the built files of the generator and of the contract. Leaves out folders in `node_modules`, so
 * returns none if dagwire is installed.
 */
export function builtFolders(): string[] {
  const own = fileURLToPath(new URL("../..", import.meta.url));
  const contract = createRequire(import.meta.url).resolve("@dagwire/runtime/codegen/v1");
  return [own, dirname(realpathSync(contract))].filter((path) => !path.split(sep).includes("node_modules"));
}

function stateOf(folder: string): string {
  let newest = 0;
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".js") && !name.endsWith(".ts")) continue;
    const { mtimeMs, size } = statSync(join(folder, name));
    newest = Math.max(newest, mtimeMs);
    bytes += size;
  }
  return `${newest}/${bytes}`;
}
