import { realpathSync } from "node:fs";
import { glob } from "../base/glob.js";

/** Absolute paths of the files that match a pattern, in order; a file that symbolic links show twice is listed once. */
export function matchingFiles(pattern: string, folder: string): string[] {
  const seen = new Set<string>();
  // The shortest path first: it is the file's own, or the least roundabout one.
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
