import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ts } from "ts-morph";

/** Objects of these classes never change, or only by a write that the file would show. */
const immutableClasses: ReadonlySet<string> = new Set(["RegExp", "TextDecoder", "TextEncoder", "URL"]);

/** Methods that change an array, a map or a set. */
const changes: ReadonlySet<string> = new Set("add clear copyWithin delete fill pop push reverse set shift sort splice unshift".split(" "));

/**
 * Lists the state at the top level of a file that can change:
 * - a variable or static property that can be assigned;
 * - an object of a class, unless it is declared as `ReadonlyMap` or `ReadonlySet`;
 * - an array or object that some line of the file changes.
 *
 * @returns `path:line: code`, in the order of the file.
 */
export function moduleState(root: string, path: string): string[] {
  const text = readFileSync(join(root, path), "utf8");
  return stateIn(text, path);
}

/** As {@link moduleState}, for a text. */
export function stateIn(text: string, path: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const changed = changedNames(file);
  const holders = file.statements.flatMap(holdersIn);
  return holders.filter((holder) => isState(holder, changed)).map((holder) => shown(holder.node, file, path));
}

/** A variable or static property at top level. */
type Holder = {
  readonly node: ts.VariableDeclaration | ts.PropertyDeclaration;
  readonly canBeAssigned: boolean;
};

function holdersIn(statement: ts.Statement): Holder[] {
  if (ts.isVariableStatement(statement)) {
    const canBeAssigned = (statement.declarationList.flags & ts.NodeFlags.Const) === 0;
    return statement.declarationList.declarations.map((node) => ({ node, canBeAssigned }));
  }
  if (!ts.isClassDeclaration(statement)) return [];
  return statement.members.filter(ts.isPropertyDeclaration).flatMap((node) => {
    const kinds = new Set((node.modifiers ?? []).map(({ kind }) => kind));
    if (!kinds.has(ts.SyntaxKind.StaticKeyword)) return [];
    return [{ node, canBeAssigned: !kinds.has(ts.SyntaxKind.ReadonlyKeyword) }];
  });
}

function isState({ node, canBeAssigned }: Holder, changed: ReadonlySet<string>): boolean {
  if (canBeAssigned || changed.has(node.name.getText())) return true;
  const isReadonly = /^Readonly(?:Map|Set)\b/.test(node.type?.getText() ?? "");
  return !isReadonly && node.initializer !== undefined && makesState(node.initializer);
}

/** Returns true if the value of an expression is, or holds, an object that can change. */
function makesState(value: ts.Expression): boolean {
  if (ts.isNewExpression(value)) return !immutableClasses.has(value.expression.getText());
  if (ts.isArrayLiteralExpression(value)) return value.elements.some(makesState);
  if (ts.isObjectLiteralExpression(value))
    return value.properties.some((property) => ts.isPropertyAssignment(property) && makesState(property.initializer));
  if (ts.isAsExpression(value) || ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value))
    return makesState(value.expression);
  return ts.isConditionalExpression(value) && (makesState(value.whenTrue) || makesState(value.whenFalse));
}

/** Returns the names of which some expression changes a member: `x.y = …`, `x[0]++`, `delete x.y`, `x.push(…)`. */
function changedNames(file: ts.SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  const local = localNames(file);
  const add = (target: ts.Expression): void => {
    if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target)) return;
    const owner = target.expression;
    // A local variable may have the name of a constant, so the check leaves out such names.
    if (ts.isIdentifier(owner) && !local.has(owner.text)) found.add(owner.text);
    else add(owner);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) add(node.left);
    if (ts.isDeleteExpression(node)) add(node.expression);
    if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) addCounted(node, add);
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && changes.has(node.expression.name.text))
      add(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function addCounted(
  { operator, operand }: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression,
  add: (target: ts.Expression) => void,
): void {
  if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) add(operand);
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** Returns the names of parameters, and of variables inside functions. */
function localNames(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node, depth: number): void => {
    const isDeclared = ts.isParameter(node) || ts.isBindingElement(node) || (ts.isVariableDeclaration(node) && depth > 0);
    if (isDeclared && ts.isIdentifier(node.name)) names.add(node.name.text);
    const isInner = ts.isFunctionLike(node) || ts.isBlock(node);
    ts.forEachChild(node, (child) => visit(child, depth + Number(isInner)));
  };
  visit(file, 0);
  return names;
}

function shown(node: ts.Node, file: ts.SourceFile, path: string): string {
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return `${path}:${line + 1}: ${node.getText(file).split("\n")[0] ?? ""}`;
}
