import { relative } from "node:path";

/** A folder as people see it: relative where it is inside. */
export function shownFolder(root: string, path: string): string {
  const inside = relative(root, path);
  if (inside === "") return ".";
  return inside.startsWith("..") ? path : inside;
}

/** What is said of a folder that needed no change. */
export function upToDate(shownOut: string): string {
  return `${shownOut}: up to date\n`;
}
