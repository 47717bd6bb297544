import type { Node, ObjectLiteralExpression, SourceFile, SwitchStatement } from "ts-morph";
import type { HandlerPlan } from "./handler-plan.js";
import { constantOf } from "./labels.js";
import { loadMorph } from "./parse-source.js";

/** The `switch` or handler map in which a file handles the events of a direction. */
export type HandlerPlace =
  | { readonly kind: "switch"; readonly node: SwitchStatement; readonly isOpen: boolean }
  | { readonly kind: "map"; readonly node: ObjectLiteralExpression };

type Rated = { readonly place: HandlerPlace; readonly rating: number };

/**
 * The rating of a `switch` or map whose type is the generated one. It is higher than that of any number of matching
 * tags or names.
 */
const certain = 1_000_000;

/**
 * Returns the `switch` or handler map in which a file handles the events of a direction. Prefers one whose declared
 * type is the generated union or map type. Otherwise returns the `switch` over the discriminator with the most tags of
 * the protocol.
 */
export function findHandlers(source: SourceFile, plan: HandlerPlan): HandlerPlace | undefined {
  const { SyntaxKind } = loadMorph();
  const maps = source.getDescendantsOfKind(SyntaxKind.ObjectLiteralExpression).flatMap((node) => rateMap(node, source, plan));
  const switches = source.getDescendantsOfKind(SyntaxKind.SwitchStatement).flatMap((node) => rateSwitch(node, source, plan));
  const [best] = [...(plan.property === undefined ? [] : switches), ...maps].toSorted((a, b) => b.rating - a.rating);
  return best?.place;
}

function rateMap(node: ObjectLiteralExpression, source: SourceFile, { names, events }: HandlerPlan): Rated[] {
  if (!isTypedBy(node, localName(source, names.handlers)) && !isArgumentOf(node, localName(source, names.dispatch))) return [];
  const known = new Set(events.map(({ name }) => name));
  const matching = node.getProperties().filter((property) => known.has(propertyName(property) ?? ""));
  return [{ place: { kind: "map", node }, rating: certain + matching.length }];
}

/**
 * Returns the name of a property of a handler map, or `undefined` if the name is computed from a value that the file
 * does not contain.
 */
export function propertyName(property: Node): string | undefined {
  const { Node: is } = loadMorph();
  if (!is.isPropertyAssignment(property) && !is.isMethodDeclaration(property) && !is.isShorthandPropertyAssignment(property))
    return undefined;
  const name = property.getNameNode();
  if (is.isStringLiteral(name) || is.isNoSubstitutionTemplateLiteral(name)) return name.getLiteralText();
  return is.isComputedPropertyName(name) ? undefined : name.getText();
}

function isTypedBy(node: Node, typeName: string): boolean {
  const { Node: is } = loadMorph();
  const parent = outer(node).getParent();
  if (parent === undefined) return false;
  if (is.isSatisfiesExpression(parent) || is.isAsExpression(parent))
    return mentions(parent.getTypeNode(), typeName) || isTypedBy(parent, typeName);
  if (is.isVariableDeclaration(parent) || is.isPropertyDeclaration(parent)) return mentions(parent.getTypeNode(), typeName);
  if (!is.isReturnStatement(parent) && !is.isArrowFunction(parent)) return false;
  const scope = is.isArrowFunction(parent) ? parent : parent.getFirstAncestor((ancestor) => is.isFunctionLikeDeclaration(ancestor));
  return scope !== undefined && "getReturnTypeNode" in scope && is.isReturnTyped(scope) && mentions(scope.getReturnTypeNode(), typeName);
}

function isArgumentOf(node: Node, functionName: string): boolean {
  const { Node: is } = loadMorph();
  const parent = outer(node).getParent();
  return is.isCallExpression(parent) && parent.getExpression().getText() === functionName && parent.getArguments()[1] === outer(node);
}

function outer(node: Node): Node {
  const { Node: is } = loadMorph();
  const parent = node.getParent();
  return is.isParenthesizedExpression(parent) ? outer(parent) : node;
}

function rateSwitch(node: SwitchStatement, source: SourceFile, plan: HandlerPlan): Rated[] {
  const subject = subjectOf(node.getExpression(), plan.property ?? "");
  if (subject === undefined) return [];
  const type = annotationOf(subject);
  const union = localName(source, plan.names.union);
  const isTyped = mentions(type, union);
  const known = new Set(plan.events.flatMap(({ labels }) => labels));
  const matching = node.getClauses().filter((clause) => isKnownCase(clause, known)).length;
  if (!isTyped && (type !== undefined || matching === 0)) return [];
  const isOpen = type !== undefined && type.getText().includes("|");
  return [{ place: { kind: "switch", node, isOpen }, rating: (isTyped ? certain : 0) + matching }];
}

function isKnownCase(clause: Node, known: ReadonlySet<unknown>): boolean {
  const { Node: is } = loadMorph();
  if (!is.isCaseClause(clause)) return false;
  const constant = constantOf(clause.getExpression());
  return constant !== undefined && known.has(constant.value);
}

/** Returns the node of `event` in `event.type`, in `event["type"]`, or in `type` destructured from `event`. */
function subjectOf(expression: Node, property: string): Node | undefined {
  const { Node: is } = loadMorph();
  const inner = bare(expression);
  if (is.isPropertyAccessExpression(inner)) return inner.getName() === property ? bare(inner.getExpression()) : undefined;
  if (is.isElementAccessExpression(inner)) {
    const argument = inner.getArgumentExpression();
    return is.isStringLiteral(argument) && argument.getLiteralText() === property ? bare(inner.getExpression()) : undefined;
  }
  return is.isIdentifier(inner) ? takenFrom(inner, property) : undefined;
}

function takenFrom(identifier: Node, property: string): Node | undefined {
  const { Node: is } = loadMorph();
  const declaration = declarationOf(identifier);
  if (is.isBindingElement(declaration)) {
    const name = declaration.getPropertyNameNode()?.getText() ?? declaration.getName();
    return name === property ? identifier : undefined;
  }
  const initializer = is.isVariableDeclaration(declaration) ? declaration.getInitializer() : undefined;
  return initializer === undefined || is.isIdentifier(bare(initializer)) ? undefined : subjectOf(initializer, property);
}

function bare(node: Node): Node {
  const { Node: is } = loadMorph();
  const wraps =
    is.isParenthesizedExpression(node) || is.isNonNullExpression(node) || is.isAsExpression(node) || is.isSatisfiesExpression(node);
  return wraps ? bare(node.getExpression()) : node;
}

/** Returns the declared type of the parameter or variable over which a `switch` runs. */
function annotationOf(subject: Node): Node | undefined {
  const { Node: is } = loadMorph();
  const declaration = is.isIdentifier(subject) ? declarationOf(subject) : undefined;
  if (is.isParameterDeclaration(declaration) || is.isVariableDeclaration(declaration)) return declaration.getTypeNode();
  if (!is.isBindingElement(declaration)) return undefined;
  const whole = declaration.getFirstAncestor((ancestor) => is.isParameterDeclaration(ancestor) || is.isVariableDeclaration(ancestor));
  if (is.isParameterDeclaration(whole)) return whole.getTypeNode();
  const initializer = is.isVariableDeclaration(whole) ? whole.getInitializer() : undefined;
  return initializer === undefined ? undefined : annotationOf(bare(initializer));
}

/** Returns the declaration of a variable or parameter in the same file. */
function declarationOf(identifier: Node): Node | undefined {
  const name = identifier.getText();
  return identifier
    .getSymbol()
    ?.getDeclarations()
    .find((declaration) => declaration.getText().includes(name));
}

function mentions(type: Node | undefined, name: string): boolean {
  return type !== undefined && new RegExp(String.raw`(?<![\w$])${name.replaceAll("$", String.raw`\$`)}(?![\w$])`).test(type.getText());
}

/** Returns the local name that a file gives to an imported name. */
function localName(source: SourceFile, name: string): string {
  for (const declaration of source.getImportDeclarations()) {
    const specifier = declaration.getNamedImports().find((candidate) => candidate.getName() === name);
    if (specifier !== undefined) return specifier.getAliasNode()?.getText() ?? name;
  }
  return name;
}
