import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { paths } from "./paths.js";

/** Imports a file of the runtime that its package does not export. @param path From `runtime/dist`. */
export async function loadRuntime<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(join(paths.root, "runtime", "dist", path)).href)) as T;
}
