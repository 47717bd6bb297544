import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stateful } from "../../generator/evolution/state/compare-steps.js";
import type { Json } from "../../generator/base/json.js";
import { modelIn } from "./model-of.js";
import { temporaryFolder } from "./protocol-folder.js";

/** A step as a schema writes it. */
export type WrittenStep = { readonly [key: string]: Json };

/** A new file, or an edit of a file, by its path in the protocol's folder. */
export type Edits = { readonly [path: string]: Json | ((schema: Record<string, Json>) => void) };

/** Copies a protocol's folder, edits files of the copy, and returns its folder. */
export function editedFolder(folder: string, edits: Edits): string {
  const copy = temporaryFolder({});
  cpSync(folder, copy, { recursive: true });
  for (const [path, edit] of Object.entries(edits)) {
    const file = join(copy, path);
    if (typeof edit === "function") {
      const schema = JSON.parse(readFileSync(file, "utf8")) as Record<string, Json>;
      edit(schema);
      writeFileSync(file, JSON.stringify(schema));
    } else writeFileSync(file, JSON.stringify(edit));
  }
  return copy;
}

/** Returns the version of a protocol that edits make of it. @throws Error if the result has no state. */
export function editedVersion(folder: string, edits: Edits = {}): Stateful {
  return statefulIn(editedFolder(folder, edits));
}

/** Returns the version in a folder. @throws Error if it has no state. */
export function statefulIn(folder: string): Stateful {
  const model = modelIn(folder);
  if (model.state === undefined) throw new Error(`the protocol in ${folder} has no state`);
  return { model, state: model.state };
}

/** Returns an edit that replaces the steps of one event. */
export function withSteps(edit: (steps: readonly WrittenStep[]) => readonly WrittenStep[]): (schema: Record<string, Json>) => void {
  return (schema) => {
    const written = schema["x-state"] ?? [];
    schema["x-state"] = edit((Array.isArray(written) ? written : [written]) as readonly WrittenStep[]);
  };
}
