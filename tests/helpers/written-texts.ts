import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ts } from "ts-morph";

/** A text that people read, and where it stands. */
export type WrittenText = {
  readonly file: string;
  readonly line: number;
  /** A title is the first argument of `test`, `it` or `describe`; a message is any other string of the code. */
  readonly kind: "comment" | "title" | "message" | "document";
  readonly text: string;
};

const literals: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
  ts.SyntaxKind.JsxText,
  ts.SyntaxKind.RegularExpressionLiteral,
]);

/** Reads the comments, titles, messages and JSX texts of a TypeScript or JavaScript file. */
export function textsOfSource(root: string, file: string): WrittenText[] {
  const code = readFileSync(join(root, file), "utf8");
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest);
  const lineAt = (offset: number): number => source.getLineAndCharacterOfPosition(offset).line + 1;
  const texts: WrittenText[] = [];
  const titles = new Set<ts.Node>();
  // Comments are searched in the code without its literals, because a literal may look like a comment.
  let rest = code;
  const visit = (node: ts.Node): void => {
    if (literals.has(node.kind)) {
      const start = node.getStart(source);
      rest = rest.slice(0, start) + rest.slice(start, node.end).replaceAll(/[^\n]/g, " ") + rest.slice(node.end);
      const isText = ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node);
      if (isText) texts.push({ file, line: lineAt(start), kind: titles.has(node) ? "title" : "message", text: node.text });
    }
    if (ts.isCallExpression(node) && /^(?:test|it|describe)\b/.test(node.expression.getText(source))) addTitle(titles, node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const match of rest.matchAll(/\/\*[\s\S]*?\*\/|(?:\/\/.*\n?[ \t]*)+/g))
    texts.push({
      file,
      line: lineAt(match.index),
      kind: "comment",
      text: commentText(code.slice(match.index, match.index + match[0].length)),
    });
  return texts;
}

/** Adds a literal, or the beginning of a template. */
function addTitle(titles: Set<ts.Node>, argument: ts.Node | undefined): void {
  if (argument === undefined) return;
  titles.add(ts.isTemplateExpression(argument) ? argument.head : argument);
}

/** Returns the words of a comment. Each tag, such as `@returns`, begins a paragraph, which an empty line separates. */
function commentText(comment: string): string {
  return comment
    .replace(/^\/\*+/, "")
    .replace(/\*+\/\s*$/, "")
    .replaceAll(/^[ \t]*(?:\*|\/\/)[ \t]?/gm, "")
    .replaceAll(/(?<=^|\s)@(?:param|property|template) \S+ /g, "\n\n")
    .replaceAll(/(?<=^|\s)@(?:returns|throws|default|defaultValue|remarks|see|example|deprecated)\b(?: \{\S+\})? ?/g, "\n\n");
}

/** Reads the paragraphs, list items and table cells of a document, without headings and blocks of code. */
export function textsOfDocument(root: string, file: string): WrittenText[] {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  const texts: WrittenText[] = [];
  let isCode = false;
  let isOpen = false;
  for (const [index, line] of lines.entries()) {
    if (/^\s*```/.test(line)) isCode = !isCode;
    const isText = !isCode && !/^\s*```|^#|^\s*$/.test(line);
    const last = texts.at(-1);
    if (!isText) isOpen = false;
    else if (line.startsWith("|"))
      for (const cell of line.split(/(?<!\\)\|/)) texts.push({ file, line: index + 1, kind: "document", text: cell.trim() });
    else if (isOpen && last !== undefined && !/^\s*(?:[-*]|\d+\.) /.test(line))
      texts[texts.length - 1] = { ...last, text: `${last.text}\n${line}` };
    else texts.push({ file, line: index + 1, kind: "document", text: line });
    isOpen = isText && !line.startsWith("|");
  }
  return texts.map((each) => ({ ...each, text: each.text.replace(/^\s*(?:[-*>]|\d+\.)\s+/, "").replaceAll("**", "") }));
}

/** Reads the descriptions of a JSON Schema, which become TSDoc of generated code. */
export function textsOfSchema(root: string, file: string): WrittenText[] {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  return lines.flatMap((line, index) => {
    const [, text] = /"description": "((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
    return text === undefined ? [] : [{ file, line: index + 1, kind: "comment" as const, text }];
  });
}

/** Splits a text into its sentences. A question ends in a question mark, any other sentence as it stands. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n\s*\n|\n\s*- /)
    .flatMap((paragraph) => paragraph.replaceAll(/\s+/g, " ").split(/(?<=[.!?][)"”`]?)\s+/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}
