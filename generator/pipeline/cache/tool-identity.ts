import { readdirSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { version } from "../../base/version.js";

/**
 * Which dagwire this is. An installed one is told by its version; one that is being developed, by
 * the state of its built files too.
 */
export function toolIdentity(): string {
  return [version, ...builtFolders().map(stateOf)].join(" ");
}

/** The folders whose files make the output: the generator's own, and the contract's. None of an installed dagwire. */
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
