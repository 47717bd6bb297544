import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSubsetChecker } from "../../generator/validate/witness-judge.js";
import { joinPointer } from "../../generator/base/pointer.js";
import { Workspace } from "../../generator/load/workspace.js";
import type { Json } from "../../generator/base/json.js";
import type { Schema } from "../../generator/schema/schema.js";
import { sharedFolder } from "../helpers/corpus.js";
import { describeWithShared } from "../helpers/shared-data.js";

const folder = join(sharedFolder, "corpus", "histories");

describeWithShared("versions of real protocols", "corpus/histories", () => {
  test.each(histories())(
    "%s: the checker decides every definition against the version before, both ways",
    { timeout: 120_000 },
    (_name, versions) => {
      let asked = 0;
      const undecided: string[] = [];
      versions.slice(1).forEach((version, index) => {
        const [before, after] = [definitions(versions[index] ?? ""), definitions(version)];
        const checker = createSubsetChecker();
        for (const [name, old] of before) {
          const next = after.get(name);
          if (next === undefined) continue;
          const verdicts = [checker.isSubset(old, next), checker.isSubset(next, old)];
          asked += verdicts.length;
          for (const verdict of verdicts) if (verdict.verdict === "unknown") undecided.push(`${version} ${name}: ${verdict.reason}`);
        }
      });
      expect(undecided).toEqual([]);
      expect(asked).toBeGreaterThan(0);
    },
  );
});

/** Returns the files of each protocol's versions, the oldest first. */
function histories(): readonly (readonly [string, readonly string[]])[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(folder.length + 1), versionsIn(path)] as const)
    .filter(([, versions]) => versions.length > 1);
}

function versionsIn(path: string): readonly string[] {
  const collator = new Intl.Collator("en", { numeric: true });
  return readdirSync(path)
    .filter((file) => file.endsWith(".json"))
    .toSorted((left, right) => collator.compare(left, right))
    .map((file) => join(path, file));
}

/** Returns the root and everything under `$defs` or `definitions`, by name. */
function definitions(path: string): ReadonlyMap<string, Schema> {
  const { store, registry, graph } = new Workspace(folder);
  const document = store.read(path);
  if (document === undefined) throw new Error(`${path} cannot be read`);
  const found = new Map([["#", graph.schemaAt(registry.add(document))]]);
  const root = document.value as { readonly [key: string]: Json };
  for (const keyword of ["$defs", "definitions"]) {
    for (const name of Object.keys(root[keyword] ?? {})) {
      const site = registry.at(document, joinPointer("", keyword, name));
      if (site !== undefined) found.set(`${keyword}/${name}`, graph.schemaAt(site));
    }
  }
  return found;
}
