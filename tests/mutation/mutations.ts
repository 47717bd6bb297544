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
  /** The code that runs whenever the changed code would run. */
  readonly place: Place;
};

/** An expression or a statement in a file. */
export type Place = { readonly start: number; readonly end: number; readonly isStatement: boolean };

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
    const changes = isLeftAlone(node) ? [] : changesOf(node);
    return changes.map(([kind, at, text]) => ({
      path,
      line: at.getStartLineNumber(),
      start: at.getStart(),
      end: at.getEnd(),
      text,
      kind,
      place: placeOf(at),
    }));
  });
}

type Change = readonly [kind: string, at: Node, text: string];

/** True for types and for names of modules, where no code runs, and for the wording of an error. */
function isLeftAlone(node: Node): boolean {
  const above = node.getAncestors();
  if (above.some((each) => Node.isTypeNode(each) || Node.isTypeAliasDeclaration(each))) return true;
  if (above.some((each) => Node.isImportDeclaration(each) || Node.isExportDeclaration(each))) return true;
  const isProse = Node.isStringLiteral(node) && /\w \w/.test(node.getLiteralValue());
  return isProse && above.some((each) => Node.isNewExpression(each) && each.getExpression().getText().endsWith("Error"));
}

function changesOf(node: Node): readonly Change[] {
  if (Node.isIfStatement(node) || Node.isConditionalExpression(node))
    return negated(Node.isIfStatement(node) ? node.getExpression() : node.getCondition());
  if (Node.isBinaryExpression(node)) return otherOperator(node.getOperatorToken());
  if (Node.isExpressionStatement(node)) return [["removed statement", node, ";"]];
  if (Node.isReturnStatement(node)) return /^return( undefined)?;$/.test(node.getText()) ? [] : [returnsUndefined(node)];
  if (Node.isNumericLiteral(node)) return [["number", node, String(node.getLiteralValue() + 1)]];
  if (Node.isStringLiteral(node)) return [["string", node, JSON.stringify(`${node.getLiteralValue()}~`)]];
  if (node.isKind(SyntaxKind.TrueKeyword)) return [["boolean", node, "false"]];
  return node.isKind(SyntaxKind.FalseKeyword) ? [["boolean", node, "true"]] : [];
}

function returnsUndefined(node: Node): Change {
  return ["returned undefined", node, "return undefined as never;"];
}

/** A negated equality would be the same change as its other operator. */
function negated(condition: Node): readonly Change[] {
  const operator = Node.isBinaryExpression(condition) ? condition.getOperatorToken().getText() : "";
  return /^[!=]==$/.test(operator) ? [] : [["negated condition", condition, `!(${condition.getText()})`]];
}

function otherOperator(token: Node): readonly Change[] {
  const other = otherOperators[token.getText()];
  return other === undefined ? [] : [["operator", token, other]];
}

/** Returns the smallest statement of its own, or expression, around a change. A name of a property and an operator are neither. */
function placeOf(at: Node): Place {
  const parent = at.getParent();
  if (Node.isExpressionStatement(at) || Node.isReturnStatement(at)) return { start: at.getStart(), end: at.getEnd(), isStatement: true };
  const isName = parent !== undefined && Node.hasName(parent) && parent.getNameNode() === at;
  const isPart = isName || (Node.isBinaryExpression(parent) && parent.getOperatorToken() === at);
  const node = isPart ? (at.getFirstAncestor((above) => Node.isExpression(above)) ?? at) : at;
  return { start: node.getStart(), end: node.getEnd(), isStatement: false };
}
