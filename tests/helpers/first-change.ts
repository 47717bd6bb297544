import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./run-cli.js";

const sentence =
  /Add `("[^`]*)` to the `properties` in `([^`]*)`, and set `"version"` to `"([^`]*)"` in `([^`]*)`\. Run `npx dagwire generate`/;

/** Makes the first change that a sentence of the README describes. The caller has to run `generate` after it. */
export function makeFirstChange(folder: string): void {
  const found = sentence.exec(readFileSync(join(repository, "README.md"), "utf8"));
  if (found === null) throw new Error("README.md asks for no first change in the words that this helper reads.");
  const [, property = "", schema = "", version = "", manifest = ""] = found;
  editJson(join(folder, schema), (json) => {
    const properties = json["properties"] as object;
    return { ...json, properties: { ...properties, ...(JSON.parse(`{${property}}`) as object) } };
  });
  editJson(join(folder, manifest), (json) => ({ ...json, version }));
}

/** Replaces the content of a JSON file by the result of `edit`. */
export function editJson(path: string, edit: (json: Readonly<Record<string, unknown>>) => object): void {
  const json = JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>;
  writeFileSync(path, `${JSON.stringify(edit(json), undefined, 2)}\n`);
}
