import { join } from "node:path";
import { format } from "prettier";
import { Node, Project } from "ts-morph";
import type { ExportedDeclarations } from "ts-morph";
import { repository } from "./run-cli.js";

/** An entry point of a package: what a user imports, and the declarations that its build gives. */
type EntryPoint = { readonly from: string; readonly declarations: string; readonly detail: "declarations" | "names" };

const entryPoints: readonly EntryPoint[] = [
  { from: "@dagwire/runtime/server", declarations: "runtime/dist/server/index.d.ts", detail: "declarations" },
  { from: "@dagwire/runtime/client", declarations: "runtime/dist/client/index.d.ts", detail: "declarations" },
  { from: "@dagwire/runtime/react", declarations: "runtime/dist/react/index.d.ts", detail: "declarations" },
  { from: "@dagwire/runtime/testing", declarations: "runtime/dist/testing/index.d.ts", detail: "declarations" },
  { from: "@dagwire/runtime/lmdb", declarations: "runtime/dist/lmdb/index.d.ts", detail: "declarations" },
  { from: "@dagwire/runtime", declarations: "runtime/dist/core/index.d.ts", detail: "declarations" },
  { from: "@dagwire/runtime/codegen/v1", declarations: "runtime/dist/core/contract/v1/index.d.ts", detail: "names" },
  { from: "@dagwire/dag", declarations: "generated/dist/index.d.ts", detail: "names" },
  { from: "@dagwire/dag/react", declarations: "generated/dist/react.d.ts", detail: "names" },
  { from: "dagwire", declarations: "generator/dist/index.d.ts", detail: "names" },
  { from: "dagwire/vite", declarations: "generator/dist/vite.d.ts", detail: "names" },
];

/** The first sentence of a comment, without links and line breaks. */
function summaryOf(declaration: ExportedDeclarations): string {
  const owner = Node.isVariableDeclaration(declaration) ? declaration.getVariableStatement() : declaration;
  const text = Node.isJSDocable(owner) ? (owner.getJsDocs().at(-1)?.getDescription() ?? "") : "";
  const plain = text
    .replaceAll(/\{@link (\w+)(?:\.\w+)?\}/g, "`$1`")
    .replaceAll(/\s+/g, " ")
    .trim();
  return (/^.*?\.(?= |$)/.exec(plain)?.[0] ?? plain).replaceAll("|", "\\|");
}

function kindOf(declaration: ExportedDeclarations): string {
  if (Node.isFunctionDeclaration(declaration)) return "function";
  if (Node.isClassDeclaration(declaration)) return "class";
  if (Node.isVariableDeclaration(declaration) || Node.isSourceFile(declaration)) return "constant";
  return "type";
}

/** A declaration as the package's build prints it, without private members and the words for compilers. */
function printed(declaration: ExportedDeclarations): string {
  const owner = Node.isVariableDeclaration(declaration) ? declaration.getVariableStatementOrThrow() : declaration;
  return owner
    .getText(true)
    .replaceAll(/^(\/\*\*.*?\*\/\s*)?export (declare )?/gs, "$1")
    .replaceAll(/^\s*#private;\n/gm, "")
    .replaceAll(/^\s*private .*\n/gm, "");
}

function sectionOf(project: Project, { from, declarations, detail }: EntryPoint): string {
  const exported = [...project.addSourceFileAtPath(join(repository, declarations)).getExportedDeclarations()];
  const rows = exported.map(([name, [first]]) =>
    first === undefined ? `| \`${name}\` | | |` : `| \`${name}\` | ${kindOf(first)} | ${summaryOf(first)} |`,
  );
  const code = detail === "names" ? [] : ["```typescript", ...exported.flatMap(([, all]) => all.map(printed)), "```"];
  return [`### \`${from}\``, "", "| export | is | what for |", "| --- | --- | --- |", ...rows, "", ...code, ""].join("\n");
}

/** The part of docs/API.md that lists every export of every package, made from what the build declares. */
export function apiReference(): Promise<string> {
  const project = new Project({ compilerOptions: { skipLibCheck: true }, skipAddingFilesFromTsConfig: true });
  return format(entryPoints.map((entry) => sectionOf(project, entry)).join("\n"), { parser: "markdown", printWidth: 140 });
}
