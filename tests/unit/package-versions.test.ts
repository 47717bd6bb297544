import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { version as ofGenerator } from "../../generator/base/version.js";
import { version as ofRuntime } from "../../runtime/core/base/version.js";

const root = resolve(import.meta.dirname, "../..");

type Manifest = { readonly name: string; readonly version: string; readonly dependencies?: Readonly<Record<string, string>> };

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
}

const published = ["generator", "runtime", "generated"].map(manifestOf);

describe("the packages of one release", () => {
  test("have one version", () => {
    expect(new Set(published.map(({ version }) => version))).toEqual(new Set([ofGenerator]));
  });

  test("contain their version", () => {
    expect({ generator: ofGenerator, runtime: ofRuntime }).toEqual({
      generator: manifestOf("generator").version,
      runtime: manifestOf("runtime").version,
    });
  });

  test.each(["generator", "runtime", "generated", "examples/engine", "examples/dashboard"])(
    "%s depends on packages of that version",
    (folder) => {
      const names = new Set(published.map(({ name }) => name));
      const others = Object.entries(manifestOf(folder).dependencies ?? {}).filter(([name]) => names.has(name));
      expect(others.filter(([, wanted]) => wanted !== ofGenerator)).toEqual([]);
    },
  );
});
