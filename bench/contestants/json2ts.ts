import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { compileFromFile } from "json-schema-to-typescript";

// json-schema-to-typescript over a folder: one process, one file after the other, with its defaults.
// Its command line resolves all references of a folder relative to one path, so files in several folders need its API.
const [input = "", output = ""] = process.argv.slice(2);
mkdirSync(output, { recursive: true });
for (const name of readdirSync(input, { recursive: true, encoding: "utf8" }).toSorted()) {
  if (!name.endsWith(".schema.json")) continue;
  const path = join(input, name);
  // oxlint-disable-next-line no-await-in-loop -- one at a time keeps its memory low, which favours it
  writeFileSync(join(output, `${basename(name, ".schema.json")}.d.ts`), await compileFromFile(path, { cwd: dirname(path) }));
}
