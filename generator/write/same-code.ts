import { createRequire } from "node:module";
import type { ts } from "ts-morph";

type Compiler = typeof ts;

/**
 * Returns true if two texts of a generated file differ only as a formatter changes code: in white space, quotes, commas,
 * semicolons, needless parentheses, and the order of imports.
 */
export function sameCode(a: string, b: string): boolean {
  // Loading the compiler and parsing take seconds for large files, and most files that differ fail this test.
  if (wordsOf(a) !== wordsOf(b)) return false;
  const { ts: compiler } = createRequire(import.meta.url)("ts-morph") as { readonly ts: Compiler };
  const [first, second] = [new CodeReader(compiler, a).code(), new CodeReader(compiler, b).code()];
  return first === second;
}

const moduleStatement = /^(?:import|export)\s+(?:type\s+)?(?:\{[^}]*\}|\*\s+as\s+\S+)\s+from\s+(["'])[^"'\n]*\1;?[ \t]*\r?$/gm;

/** Returns the letters and operators of a text without its imports and without the characters that a formatter changes. */
function wordsOf(text: string): string {
  return text.replace(moduleStatement, "").replace(/[\s\uFEFF"';,()|*\\]/g, "");
}

/** Reads one file into a text in which formatting makes no difference. */
class CodeReader {
  readonly #ts: Compiler;
  readonly #source: ts.SourceFile;
  readonly #modules: string[] = [];
  readonly #tokens: string[] = [];
  readonly #comments = new Map<number, string>();

  constructor(compiler: Compiler, text: string) {
    this.#ts = compiler;
    this.#source = compiler.createSourceFile("file.ts", text, compiler.ScriptTarget.Latest, true);
  }

  code(): string {
    for (const statement of this.#source.statements) {
      if (!this.#readModule(statement)) this.#read(statement);
    }
    this.#readComments(this.#source.endOfFileToken);
    return JSON.stringify([this.#modules.toSorted(), this.#tokens, [...this.#comments.values()]]);
  }

  /** Reads an import or a re-export as one text for each name. Returns false for any other statement. */
  #readModule(statement: ts.Statement): boolean {
    const { isImportDeclaration, isExportDeclaration } = this.#ts;
    if (!isImportDeclaration(statement) && !isExportDeclaration(statement)) return false;
    if (statement.moduleSpecifier === undefined) return false;
    this.#readComments(statement);
    const from = this.#textOf(statement.moduleSpecifier);
    const clause = isImportDeclaration(statement) ? statement.importClause : statement;
    const isTypeOnly = clause?.isTypeOnly === true;
    const bindings = isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
    const names = bindings === undefined || !("elements" in bindings) ? [bindings] : bindings.elements;
    for (const name of names) {
      const isType = isTypeOnly || (name !== undefined && "isTypeOnly" in name && name.isTypeOnly);
      const text = name?.getText(this.#source).replace(/^type\s+/, "");
      this.#modules.push(JSON.stringify([statement.kind, isType, text?.replace(/\s+/g, " "), from]));
    }
    return true;
  }

  #read(node: ts.Node): void {
    const { SyntaxKind } = this.#ts;
    if (node.kind >= SyntaxKind.FirstJSDocNode && node.kind <= SyntaxKind.LastJSDocNode) return;
    const children = node.getChildren(this.#source);
    if (children.length > 0) return this.#readChildren(node, children);
    if (node.kind === SyntaxKind.SyntaxList) return;
    this.#readComments(node);
    if (!this.#isFormatting(node)) this.#tokens.push(this.#textOf(node));
  }

  /** Reads the children of a node between two marks, so that code with other parentheses is equal only if it means the same. */
  #readChildren({ kind }: ts.Node, children: readonly ts.Node[]): void {
    const { SyntaxKind } = this.#ts;
    const isMarked = ![SyntaxKind.SyntaxList, SyntaxKind.ParenthesizedExpression, SyntaxKind.ParenthesizedType].includes(kind);
    if (isMarked) this.#tokens.push(`begin ${kind}`);
    for (const child of children) this.#read(child);
    if (isMarked) this.#tokens.push("end");
  }

  /** Returns true for a token that a formatter may add or remove. */
  #isFormatting({ kind, parent }: ts.Node): boolean {
    const { SyntaxKind } = this.#ts;
    switch (kind) {
      case SyntaxKind.CommaToken:
      case SyntaxKind.SemicolonToken:
        return true;
      case SyntaxKind.OpenParenToken:
      case SyntaxKind.CloseParenToken:
        return [SyntaxKind.ParenthesizedExpression, SyntaxKind.ParenthesizedType, SyntaxKind.ArrowFunction].includes(parent.kind);
      case SyntaxKind.BarToken:
        return parent.kind === SyntaxKind.UnionType;
      default:
        return false;
    }
  }

  #textOf(node: ts.Node): string {
    const { isStringLiteral, isNumericLiteral, isIdentifier } = this.#ts;
    const isName = "name" in node.parent && node.parent.name === node;
    if (isName && (isIdentifier(node) || isStringLiteral(node) || isNumericLiteral(node))) return `name ${node.text}`;
    if (isStringLiteral(node)) return JSON.stringify(node.text);
    return isNumericLiteral(node) ? node.text : node.getText(this.#source);
  }

  #readComments(node: ts.Node): void {
    const { text } = this.#source;
    const before = this.#ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
    const behind = this.#ts.getTrailingCommentRanges(text, node.getEnd()) ?? [];
    for (const { pos, end } of [...before, ...behind]) {
      this.#comments.set(
        pos,
        text
          .slice(pos, end)
          .replace(/\s*\n\s*(?:\*(?!\/) ?)?/g, " ")
          .replace(/\s+/g, " "),
      );
    }
  }
}
