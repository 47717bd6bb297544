import { join } from "node:path";
import { expect, test } from "vitest";
import type { ImportExtension } from "../../../../generator/config/config-schema.js";
import { defaultRuntime } from "../../../../generator/config/load-config.js";
import { generateProtocol } from "../../../../generator/pipeline/generate.js";
import { eventSchema, manifest, temporaryFolder } from "../../../helpers/protocol-folder.js";
import { repository } from "../../../helpers/run-cli.js";

const kept = new Map<ImportExtension | undefined, ReadonlyMap<string, string>>();

/** Generates the reference protocol with every optional file. */
function generated(importExtension: ImportExtension | undefined): ReadonlyMap<string, string> {
  const known = kept.get(importExtension);
  if (known !== undefined) return known;
  const plan = { manifestPath: join(repository, "schema/dag/protocol.json"), outPath: "", runtime: defaultRuntime, typebox: true };
  const { files = [] } = generateProtocol(repository, { ...plan, react: "dag", importExtension });
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  kept.set(importExtension, texts);
  return texts;
}

/** Returns the relative paths from which files import, each with a mark in place of the name of the imported file. */
function relativePaths(files: ReadonlyMap<string, string>): { readonly ending: string; readonly target: string }[] {
  return [...files.values()].flatMap((text) =>
    [...text.matchAll(/\bfrom "(\.[^"]*)"/g)].map(([, path = ""]) => {
      const [, name = "", ending = ""] = /^\.\/([\w-]+)(.*)$/.exec(path) ?? [];
      return { ending, target: `${name}.ts` };
    }),
  );
}

test.each([
  [".js", ".js"],
  [".ts", ".ts"],
  ["none", ""],
  [undefined, ".js"],
] as const)(
  "importExtension %j: every relative import of every generated file ends in %j and names a generated file",
  (extension, ending) => {
    const files = generated(extension);
    expect([...files.keys()]).toEqual(expect.arrayContaining(["state.ts", "typebox.ts", "react.ts", "types-validator.ts"]));
    const paths = relativePaths(files);
    expect(paths.length).toBeGreaterThan(30);
    expect(new Set(paths.map((path) => path.ending))).toEqual(new Set([ending]));
    expect(paths.filter(({ target }) => !files.has(target))).toEqual([]);
  },
);

test("importExtension changes nothing but the endings of relative imports", () => {
  const usual = [...generated(".js").values()].join("\n");
  for (const [extension, ending] of [
    [".ts", ".ts"],
    ["none", ""],
  ] as const) {
    const text = [...generated(extension).values()].join("\n");
    expect(text).toBe(usual.replace(/( from "\.\/[\w-]+)\.js"/g, (_all, start: string) => `${start}${ending}"`));
  }
});

test("an entry object whose name another file exports is refused with every importExtension", () => {
  const folder = temporaryFolder({ "protocol.json": manifest({ server: ["a.json"] }), "a.json": eventSchema("a") });
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: "", runtime: defaultRuntime };
  for (const importExtension of [".js", ".ts", "none"] as const) {
    const { files, diagnostics } = generateProtocol(folder, { ...plan, importExtension, entry: "serverEvents" });
    expect(files).toBeUndefined();
    expect(diagnostics.map(({ rule }) => rule)).toEqual(["OUTPUT_ENTRY_NAME"]);
    expect(generateProtocol(folder, { ...plan, importExtension, entry: "dag" }).files).toBeDefined();
  }
});
