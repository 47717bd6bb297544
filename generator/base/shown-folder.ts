import { relative } from "node:path";

/** Returns a path as messages show it: relative to the root if it is inside the root. */
export function shownFolder(root: string, path: string): string {
  const inside = relative(root, path);
  if (inside === "") return ".";
  return inside.startsWith("..") ? path : inside;
}

/** Returns the line for the user which says that all generated files of an output folder are up to date. */
export function upToDate(shownOut: string): string {
  return `${shownOut}: up to date\n`;
}
