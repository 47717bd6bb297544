import { realpathSync } from "node:fs";
import { glob } from "../base/glob.js";

/** Returns the sorted absolute paths of the files that match a pattern. A file with several paths by symbolic links is listed once. */
export function matchingFiles(pattern: string, folder: string): string[] {
  const seen = new Set<string>();
  // The shortest path is kept: it is the real path of the file, or the most direct one.
  const paths = glob(pattern, folder).toSorted((a, b) => a.length - b.length);
  return paths.filter((path) => isFirst(realPath(path), seen)).toSorted();
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isFirst(path: string, seen: Set<string>): boolean {
  if (seen.has(path)) return false;
  seen.add(path);
  return true;
}
