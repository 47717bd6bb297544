import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ModuleKind, Project, ScriptTarget, ts } from "ts-morph";
import { expect, test } from "vitest";
import { repository } from "../helpers/run-cli.js";

const compilerOptions = {
  strict: true,
  target: ScriptTarget.ES2022,
  module: ModuleKind.NodeNext,
  jsx: ts.JsxEmit.ReactJSX,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
  types: [],
};

/** A code block of docs/API.md with a marked place, and the block after it, which shows the hover at this place. */
type Question = { readonly file: string; readonly code: string; readonly offset: number; readonly answer: string };

function questionsOf(document: string): readonly Question[] {
  const text = readFileSync(join(repository, document), "utf8");
  return [...text.matchAll(/^```(tsx?)\n((?:(?!^```).)*)^```\n\n```text\n(.*?)\n?^```/gms)].map(
    ([, kind = "ts", code = "", answer = ""], index) => {
      const marker = code.indexOf("^?");
      const line = code.lastIndexOf("\n", marker) + 1;
      const lineAbove = code.lastIndexOf("\n", line - 2) + 1;
      // The packages are found from inside the repository. The files are never written.
      return { file: join(repository, `hover-${index}.${kind}`), code, offset: lineAbove + marker - line, answer };
    },
  );
}

test("docs/API.md shows the hovers of connect, of send, of the server, of open, of a command and of a hook as an editor does", () => {
  const questions = questionsOf("docs/API.md");
  const project = new Project({ compilerOptions });
  for (const { file, code } of questions) project.createSourceFile(file, code);
  const service = project.getLanguageService().compilerObject;
  for (const { file, offset, answer } of questions) {
    expect(service.getSemanticDiagnostics(file).map(({ messageText }) => messageText)).toEqual([]);
    expect(ts.displayPartsToString(service.getQuickInfoAtPosition(file, offset)?.displayParts)).toBe(answer);
  }
  expect(questions).toHaveLength(6);
}, 60_000);
