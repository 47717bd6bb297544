import { Node, Project, SyntaxKind } from "ts-morph";
import type { SourceFile } from "ts-morph";

/** One change of a source file. */
export type Mutation = {
  readonly path: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: string;
};

/** The operators that a mutation replaces, and what replaces them. */
const otherOperators: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
};

/** Returns all mutations of source files, in the order of the files and of the places in them. */
export function mutationsOf(paths: readonly string[]): readonly Mutation[] {
  const project = new Project({ skipAddingFilesFromTsConfig: true });
  return paths.flatMap((path) => mutationsOfFile(project.addSourceFileAtPath(path), path));
}

function mutationsOfFile(source: SourceFile, path: string): Mutation[] {
  return source.getDescendants().flatMap((node) => {
    const changes = isOnlyAType(node) ? [] : changesOf(node);
    return changes.map(([kind, at, text]) => ({ path, line: at.getStartLineNumber(), start: at.getStart(), end: at.getEnd(), text, kind }));
  });
}

type Change = readonly [kind: string, at: Node, text: string];

function isOnlyAType(node: Node): boolean {
  return node
    .getAncestors()
    .some((above) => Node.isTypeNode(above) || Node.isImportDeclaration(above) || Node.isTypeAliasDeclaration(above));
}

function changesOf(node: Node): readonly Change[] {
  if (Node.isIfStatement(node) || Node.isConditionalExpression(node))
    return negated(Node.isIfStatement(node) ? node.getExpression() : node.getCondition());
  if (Node.isBinaryExpression(node)) return otherOperator(node.getOperatorToken());
  if (Node.isExpressionStatement(node)) return [["removed statement", node, ";"]];
  if (Node.isReturnStatement(node))
    return node.getExpression() === undefined ? [] : [["returned undefined", node, "return undefined as never;"]];
  if (Node.isNumericLiteral(node)) return [["number", node, String(node.getLiteralValue() + 1)]];
  if (Node.isStringLiteral(node)) return [["string", node, JSON.stringify(`${node.getLiteralValue()}~`)]];
  if (node.isKind(SyntaxKind.TrueKeyword)) return [["boolean", node, "false"]];
  return node.isKind(SyntaxKind.FalseKeyword) ? [["boolean", node, "true"]] : [];
}

function negated(condition: Node): readonly Change[] {
  return [["negated condition", condition, `!(${condition.getText()})`]];
}

function otherOperator(token: Node): readonly Change[] {
  const other = otherOperators[token.getText()];
  return other === undefined ? [] : [["operator", token, other]];
}
