import { readdirSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { version } from "../../base/version.js";

/**
 * Identifies this dagwire: by its version if it is installed, and by the state of its built files too if it is being
 * developed.
 */
export function toolIdentity(): string {
  return [version, ...builtFolders().map(stateOf)].join(" ");
}

/** Returns the built folders that decide the output: of the generator and of the contract. None if dagwire is installed. */
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
