import type { Node } from "ts-morph";
import { loadMorph } from "./parse-source.js";

/** The value of the expression after `case`. */
export type Constant = { readonly value: string | number | boolean | null };

/**
 * Returns the value of an expression: a literal, or a constant or enum member declared in the same file. Returns
 * `undefined` for any other expression.
 */
export function constantOf(expression: Node): Constant | undefined {
  return literalOf(expression) ?? declaredConstant(expression);
}

function literalOf(expression: Node): Constant | undefined {
  const { Node: is } = loadMorph();
  if (is.isStringLiteral(expression) || is.isNoSubstitutionTemplateLiteral(expression)) return { value: expression.getLiteralText() };
  if (is.isNumericLiteral(expression)) return { value: expression.getLiteralValue() };
  if (is.isPrefixUnaryExpression(expression)) return numberOf(expression.getText());
  if (is.isTrueLiteral(expression) || is.isFalseLiteral(expression)) return { value: expression.getLiteralValue() };
  if (is.isNullLiteral(expression)) return { value: null };
  const wraps = is.isParenthesizedExpression(expression) || is.isAsExpression(expression) || is.isSatisfiesExpression(expression);
  return wraps ? constantOf(expression.getExpression()) : undefined;
}

function numberOf(text: string): Constant | undefined {
  const value = Number(text);
  return Number.isNaN(value) ? undefined : { value };
}

function declaredConstant(expression: Node): Constant | undefined {
  const { Node: is } = loadMorph();
  if (!is.isIdentifier(expression) && !is.isPropertyAccessExpression(expression)) return undefined;
  const [declaration] = expression.getSymbol()?.getDeclarations() ?? [];
  if (!is.isVariableDeclaration(declaration) && !is.isPropertyAssignment(declaration) && !is.isEnumMember(declaration)) return undefined;
  const initializer = declaration.getInitializer();
  return initializer === undefined ? undefined : literalOf(initializer);
}
