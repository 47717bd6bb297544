import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./run-cli.js";

const sentence = /add `("[^`]*)` to the `properties` in `([^`]*)`, set `"version"` to `"([^`]*)"` in `([^`]*)`, run `npx dagwire generate`/;

/** Makes the first change that the README asks for, as its sentence says; `generate` has to run after it. */
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

/** Changes a file of JSON. */
export function editJson(path: string, edit: (json: Readonly<Record<string, unknown>>) => object): void {
  const json = JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>;
  writeFileSync(path, `${JSON.stringify(edit(json), undefined, 2)}\n`);
}
