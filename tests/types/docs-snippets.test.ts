import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { repository } from "../helpers/run-cli.js";
import { strictCompilerOptions } from "../helpers/strict-compiler-options.js";

const folder = join(repository, ".dagwire/snippets");
const documents = ["docs/EMBEDDING.md", "docs/API.md"];

type Snippet = { readonly file: string; readonly code: string };

function snippetsOf(document: string): readonly Snippet[] {
  const text = readFileSync(join(repository, document), "utf8");
  return [...text.matchAll(/^```(tsx?)\n(.*?)^```/gms)].map(([, kind = "ts", code = ""], index) => ({
    file: `${document.replaceAll(/\W/g, "-")}-${index}.${kind}`,
    code,
  }));
}

/** The compiler options of a strict user. The files stand inside the repository, where the compiler finds the packages. */
const compilerOptions = {
  ...strictCompilerOptions,
  lib: ["es2023", "dom"],
  jsx: "react-jsx",
  types: ["node"],
  declaration: false,
  isolatedDeclarations: false,
  noEmit: true,
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the code of the guides compiles without a change", () => {
  const snippets = documents.flatMap(snippetsOf);
  expect(snippets.length).toBeGreaterThan(8);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"type":"module"}\n');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*"] }));
  for (const { file, code } of snippets) writeFileSync(join(folder, file), code);
  const { status, stdout } = spawnSync(process.execPath, [join(repository, "node_modules/typescript/bin/tsc"), "-p", folder], {
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
}, 60_000);
