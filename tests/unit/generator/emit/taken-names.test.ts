import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultRuntime } from "../../../../generator/config/load-config.js";
import { formatText } from "../../../../generator/diagnostics/format-text.js";
import { generateProtocol } from "../../../../generator/pipeline/generate.js";
import { pascalCase } from "../../../../generator/base/pascal-case.js";
import { isReservedName } from "../../../../generator/model/reserved-names.js";
import { everyFeature, namesIn } from "../../../helpers/fixed-names.js";
import type { FixedName } from "../../../helpers/fixed-names.js";
import { eventSchema, manifest, temporaryFolder } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { strictErrors } from "../../../helpers/strict-tsc.js";

function generate(contents: FolderContents, react: "stream" | "dag"): Map<string, string> {
  const folder = temporaryFolder(contents);
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "out"), runtime: defaultRuntime, typebox: true, react };
  const { files, diagnostics } = generateProtocol(folder, plan);
  expect(formatText(diagnostics.filter(({ severity }) => severity === "error"))).toBe("");
  return new Map(files?.map(({ path, text }) => [path, text]));
}

function printed(prefix: string): FixedName[] {
  return everyFeature(prefix).flatMap((contents) =>
    (["stream", "dag"] as const).flatMap((react) => [...generate(contents, react)].flatMap(([path, text]) => namesIn(path, text))),
  );
}

let known: readonly FixedName[] | undefined;

/** The names that the files of two protocols without a common name both contain. */
function fixedNames(): readonly FixedName[] {
  known ??= findFixedNames();
  return known;
}

function findFixedNames(): FixedName[] {
  const other = new Set(printed("beta").map(({ name, file }) => `${file} ${name}`));
  return printed("alpha").filter(({ name, file }) => other.has(`${file} ${name}`));
}

/** The protocol's own entry object and its types: a definition of that name is the finding OUTPUT_ENTRY_NAME. */
const ofEntry = new Set(["test", "Test", "TestTypes", "testEvents", "TestEvents", "TestEvent", "TestTypesEvent"]);
/** The imports of `entry.ts`. It imports a state with such a name under another name. */
const inEntry = new Set(["Protocol", "StatefulProtocol"]);

/** Files that import a name under another one if a type of the protocol has taken it. */
const yielding = /^(react|typebox|.*-validator)\.ts$/;

test("a type must not have a name that a generated file needs for itself", { timeout: 120_000 }, () => {
  const fixed = fixedNames();
  const needed = fixed.filter(({ name, file }) => !yielding.test(file) || /^[A-Z]/.test(name));
  expect(needed.map(({ name }) => name)).toEqual(expect.arrayContaining(["StateReducer", "Rule", "Iterable", "unreachable", "Map"]));
  const ofReact = new Set(fixed.filter(({ file }) => file === "react.ts").map(({ name }) => name));
  const ofTypebox = new Set(["Type", "TUnsafe"]);
  const open = needed.filter(
    ({ name }) => !isReservedName(name) && !ofReact.has(name) && !ofTypebox.has(name) && !ofEntry.has(name) && !inEntry.has(name),
  );
  expect(open.map(({ name, file }) => `${name} of ${file}`)).toEqual([]);
});

test(
  "definitions and events with the name of anything that a generated file imports, declares or derives: it compiles",
  { timeout: 120_000 },
  () => {
    const names = new Set(
      fixedNames().flatMap(({ name }) => [name, name.replace(/^(is|take|check)(?=[A-Z])/, ""), `${name}Event`].map(pascalCase)),
    );
    for (const name of ofEntry) names.delete(name);
    expect(names.size).toBeGreaterThan(80);
    const events = [...names].filter((name) => !isReservedName(name) && name !== "Hooks");
    const refs = Object.fromEntries([...names].map((name) => [name, { $ref: `all.json#/$defs/${name}` }]));
    const files = generate(
      {
        "protocol.json": manifest({
          server: [...events.map((name) => `events.json#/$defs/${name}`), "holder.json"],
          client: events.map((name) => `events.json#/$defs/${name}`),
          types: [...names].map((name) => `all.json#/$defs/${name}`),
          state: "state.json#/$defs/Hooks",
        }),
        "holder.json": eventSchema("holder", refs),
        "all.json": {
          $defs: Object.fromEntries(
            [...names].map((name) => [name, { type: "object", properties: { [name]: { type: "string", maxLength: 3 } } }]),
          ),
        },
        "events.json": {
          $defs: Object.fromEntries(
            events.map((name) => [name, { ...eventSchema(name), "x-ts-name": name, "x-state": { op: "set", at: "/last", value: name } }]),
          ),
        },
        "state.json": { $defs: { Hooks: { "x-ts-name": "Hooks", type: "object", properties: { last: { type: "string" } } } } },
      },
      "stream",
    );
    files.delete("typebox.ts");
    expect(strictErrors(Object.fromEntries(files))).toBe("");
  },
);
