import { join } from "node:path";
import { format } from "prettier";
import { Node, Project, SyntaxKind } from "ts-morph";
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

/** Returns the members that only the runtime itself uses: their comment has the tag `@internal`. */
function internalMembers(declaration: Node): readonly Node[] {
  return declaration.getDescendants().filter(isInternal);
}

function isInternal(node: Node): boolean {
  return Node.isJSDocable(node) && node.getJsDocs().some((comment) => comment.getTags().some((tag) => tag.getTagName() === "internal"));
}

/** A declaration as the package's build prints it, without private members and the words for compilers. */
function printed(declaration: ExportedDeclarations): string {
  const owner = Node.isVariableDeclaration(declaration) ? declaration.getVariableStatementOrThrow() : declaration;
  const text = internalMembers(owner).reduce((rest, member) => rest.replace(member.getText(true), ""), owner.getText(true));
  return text
    .replaceAll(/^(\/\*\*.*?\*\/\s*)?export (declare )?/gs, "$1")
    .replaceAll(/^\s*#private;\n/gm, "")
    .replaceAll(/^\s*private .*\n/gm, "");
}

/** An object that exports the constants of a module, such as `closeCodes`. */
function printedNamespace(name: string, text: string): string {
  const constants = text
    .replaceAll(/^(?:export \{.*|\/\/.*)$/gm, "")
    .replaceAll(/^export declare const (\w+) = (\d+);$/gm, "  readonly $1: $2;");
  return `declare const ${name}: {\n${constants.trim()}\n};`;
}

/** Returns the declarations in the repository's builds whose names a declaration's public members use as types. */
function usedBy(declaration: Node): readonly ExportedDeclarations[] {
  const names = declaration.getDescendantsOfKind(SyntaxKind.Identifier).filter((name) => {
    const parent = name.getParent();
    const isType = Node.isTypeReference(parent) || Node.isExpressionWithTypeArguments(parent);
    // An application calls no constructor of a class that a method returns.
    return isType && name.getFirstAncestor((node) => Node.isConstructorDeclaration(node) || isInternal(node)) === undefined;
  });
  return names.flatMap((name) => {
    const symbol = name.getSymbol();
    return (symbol?.getAliasedSymbol() ?? symbol)?.getDeclarations().filter(isOwn) ?? [];
  });
}

function isOwn(declaration: Node): declaration is ExportedDeclarations {
  const isDeclared =
    Node.isTypeAliasDeclaration(declaration) || Node.isInterfaceDeclaration(declaration) || Node.isClassDeclaration(declaration);
  return isDeclared && declaration.getSourceFile().getFilePath().startsWith(join(repository, "runtime/dist"));
}

/** Returns the declarations that `declarations` use, directly or through one another, without those in `known`. Adds them to `known`. */
function hiddenTypes(declarations: readonly ExportedDeclarations[], known: Set<Node>): readonly ExportedDeclarations[] {
  const hidden: ExportedDeclarations[] = [];
  const open = [...declarations];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    for (const used of usedBy(next)) {
      if (known.has(used)) continue;
      known.add(used);
      hidden.push(used);
      open.push(used);
    }
  }
  return hidden;
}

type Exports = readonly (readonly [name: string, declarations: readonly ExportedDeclarations[]])[];

function codeBlock(texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? [] : ["```typescript", ...texts, "```", ""];
}

function sectionOf({ from, detail }: EntryPoint, exported: Exports, known: Set<Node>): string {
  const rows = exported.map(([name, [first]]) =>
    first === undefined ? `| \`${name}\` | | |` : `| \`${name}\` | ${kindOf(first)} | ${summaryOf(first)} |`,
  );
  const isShown = detail === "declarations";
  const shown = exported.flatMap(([name, all]) =>
    all.map((one) => (Node.isSourceFile(one) ? printedNamespace(name, one.getText()) : printed(one))),
  );
  const hidden = isShown
    ? hiddenTypes(
        exported.flatMap(([, all]) => all),
        known,
      ).map(printed)
    : [];
  // An application calls no constructor of a class that it cannot import.
  const used = hidden.map((text) => text.replaceAll(/^\s*constructor\(.*\n/gm, ""));
  const intro = hidden.length === 0 ? [] : ["Types that these declarations use and that have no export:", ""];
  const code = isShown ? [...codeBlock(shown), ...intro, ...codeBlock(used)] : [];
  return [`### \`${from}\``, "", "| export | is | what for |", "| --- | --- | --- |", ...rows, "", ...code].join("\n");
}

/** The part of docs/API.md that lists every export of every package, made from what the build declares. */
export function apiReference(): Promise<string> {
  const project = new Project({ compilerOptions: { skipLibCheck: true }, skipAddingFilesFromTsConfig: true });
  const entries = entryPoints.map((entry) => {
    const file = project.addSourceFileAtPath(join(repository, entry.declarations));
    return { entry, exported: [...file.getExportedDeclarations()] };
  });
  const shown = entries.filter(({ entry }) => entry.detail === "declarations");
  const known = new Set<Node>(shown.flatMap(({ exported }) => exported.flatMap(([, all]) => all)));
  const sections = entries.map(({ entry, exported }) => sectionOf(entry, exported, known));
  return format(sections.join("\n"), { parser: "markdown", printWidth: 140 });
}
