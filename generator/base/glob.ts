import { createRequire } from "node:module";
import type { GlobOptions, globSync } from "tinyglobby";

/** Returns the absolute paths of the files that match a pattern. Loads the matcher on the first call, which takes 10 ms. */
export function glob(pattern: string, folder: string, options: GlobOptions = {}): string[] {
  const loaded = createRequire(import.meta.url)("tinyglobby") as { readonly globSync: typeof globSync };
  return loaded.globSync(pattern, { cwd: folder, absolute: true, ...options });
}
