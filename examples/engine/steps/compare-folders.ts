import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/**
 * A step of the self-check: `compare-folders.js FRESH COMMITTED`. Fails if a file of FRESH is missing or different in
 * COMMITTED, or if COMMITTED has a TypeScript file that FRESH lacks.
 */
function main([fresh = "", committed = ""]: readonly string[]): number {
  const freshNames = listSources(fresh);
  const committedNames = listSources(committed);
  const stale = freshNames.filter(
    (name) => !committedNames.includes(name) || !sameBytes(path.join(fresh, name), path.join(committed, name)),
  );
  const left = committedNames.filter((name) => !freshNames.includes(name));
  for (const name of stale) console.log(`${path.join(committed, name)} differs from what the generator writes now`);
  for (const name of left) console.log(`${path.join(committed, name)} is no longer written by the generator`);
  if (freshNames.length === 0) console.log(`${fresh} holds no TypeScript file`);
  if (freshNames.length === 0 || stale.length + left.length > 0) return 1;
  console.log(`${freshNames.length} files, all equal`);
  console.log(`output ${JSON.stringify({ files: freshNames.length, stale: 0 })}`);
  return 0;
}

function listSources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => entry.name)
    .toSorted();
}

function sameBytes(left: string, right: string): boolean {
  return readFileSync(left).equals(readFileSync(right));
}

process.exitCode = main(process.argv.slice(2));
