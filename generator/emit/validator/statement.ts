import type { Condition } from "./condition.js";
import { all, always, isConstant, not, operands, operator, print, test } from "./condition.js";

/** A statement in the body of a generated check function. */
export type Statement =
  /** Is printed as `if (when) return false;`. */
  | { readonly kind: "refuse"; readonly when: Condition }
  | { readonly kind: "line"; readonly text: string }
  /** Is printed as `const name = value;`. The type, if it is set, begins with a colon. */
  | { readonly kind: "constant"; readonly name: string; readonly type: string; readonly value: Condition }
  | Branch
  /** Is printed as `head { body }`. */
  | { readonly kind: "loop"; readonly head: string; readonly body: readonly Statement[] }
  /** Is printed as a `switch` over the expression `on`, whose `default` is `return false;`. */
  | { readonly kind: "switch"; readonly on: string; readonly cases: readonly Case[] };

/** An `if` of generated code: `if (when) { body } else { otherwise }`. */
export type Branch = {
  readonly kind: "if";
  readonly when: Condition;
  readonly body: readonly Statement[];
  readonly otherwise?: readonly Statement[];
};

/** One case of a generated `switch`: the constants as code, and the condition that has to be true for these constants. */
export type Case = { readonly values: readonly string[]; readonly accept: Condition };

const width = 120;
const textLiteral = /"(?:[^"\\]|\\.)*"/g;

/** Returns `if (when) return false;`, or no statement if the condition is never true. */
export function refuse(when: Condition): Statement[] {
  return isConstant(when, false) ? [] : [{ kind: "refuse", when }];
}

/** Returns a statement that is printed as the given line. */
export function line(text: string): Statement {
  return { kind: "line", text };
}

/** Returns `if (condition) { body }`. If the body is a single refusal, joins both conditions with `&&`. */
export function guarded(condition: Condition, body: readonly Statement[]): Statement[] {
  const [only] = body;
  if (only === undefined || isConstant(condition, false)) return [];
  if (isConstant(condition, true)) return [...body];
  if (body.length === 1 && only.kind === "refuse") return refuse(all(condition, only.when));
  return [{ kind: "if", when: condition, body }];
}

/** Returns a loop, or no statement if its body is empty. */
export function loop(head: string, body: readonly Statement[]): Statement[] {
  return body.length === 0 ? [] : [{ kind: "loop", head, body }];
}

/**
 * Prints the body of a check function: the statements, then `return true`. If the last statement is a refusal, prints
 * `return` with the opposite of its condition.
 */
export function printBody(statements: readonly Statement[]): string[] {
  const tidied = tidy(statements);
  const last = tidied.at(-1);
  const before = tidied.slice(0, -1);
  if (last?.kind === "refuse") return [...printAll(before, "  "), ...printWrapped("return ", not(last.when), ";", "  ")];
  if (last?.kind === "switch") return [...printAll(before, "  "), ...printSwitch(last, "  ", true)];
  return [...printAll(tidied, "  "), "  return true;"];
}

/** Removes the statements that can never run because they follow `return false;`, and the variables that no statement reads. */
function tidy(statements: readonly Statement[]): Statement[] {
  const inner = reached(statements).flatMap((statement): readonly Statement[] => {
    if (statement.kind === "loop") return tidyLoop(statement);
    if (statement.kind !== "if") return [statement];
    const { otherwise, body } = statement;
    const made = { ...statement, body: tidy(body), ...(otherwise !== undefined && { otherwise: tidy(otherwise) }) };
    return refusesAlways(made.body) && refusesAlways(made.otherwise ?? []) ? refuse(always) : [made];
  });
  // Begins with the last statement, so that a variable which only another unused variable reads is removed too.
  const kept: Statement[] = [];
  for (const statement of reached(inner).toReversed()) if (!isUnread(statement, kept)) kept.unshift(statement);
  return kept;
}

function tidyLoop(statement: Extract<Statement, { kind: "loop" }>): readonly Statement[] {
  const body = tidy(statement.body);
  const list = /^for \(const [\w$]+ of (.+)\)$/.exec(statement.head)?.[1];
  const [first] = body;
  // If a loop refuses every item, a test whether the list is empty replaces the loop.
  if (list !== undefined && refusesAlways(body)) return refuse(test(`${list}.length > 0`, `${list}.length === 0`));
  // If a loop counts every item, the length of the list replaces the loop.
  const counter = list === undefined || first?.kind !== "line" ? undefined : /^([\w$]+)\+\+;$/.exec(first.text)?.[1];
  if (counter !== undefined) return [line(`${counter} = ${list}.length;`)];
  return loop(statement.head, body);
}

/**
 * Returns the statements up to the first one after which no statement can run. Returns only `return false;` if all of them lead
 * there, because a check has no effect but its result.
 */
function reached(statements: readonly Statement[]): readonly Statement[] {
  const end = statements.findIndex(endsInRefusal);
  if (end === -1) return statements;
  const before = statements.slice(0, end);
  return before.some(continuesLoop) ? [...before, ...statements.slice(end, end + 1)] : refuse(always);
}

function continuesLoop(statement: Statement): boolean {
  if (statement.kind === "if") return [...statement.body, ...(statement.otherwise ?? [])].some(continuesLoop);
  return statement.kind === "line" && statement.text.endsWith("continue;");
}

function endsInRefusal(statement: Statement): boolean {
  if (statement.kind === "refuse") return isConstant(statement.when, true);
  return statement.kind === "if" && [statement.body, statement.otherwise ?? []].every((body) => body.some(endsInRefusal));
}

function refusesAlways([first]: readonly Statement[]): boolean {
  return first?.kind === "refuse" && isConstant(first.when, true);
}

function isUnread(statement: Statement, following: readonly Statement[]): boolean {
  const name = declaredIn(statement);
  if (name === undefined) return false;
  const word = new RegExp(`(?<![\\w$])${name.replaceAll("$", String.raw`\$`)}(?![\\w$])`);
  return !following.some((other) => printStatement(other, "").some((text) => word.test(text.replaceAll(textLiteral, '""'))));
}

function declaredIn(statement: Statement): string | undefined {
  if (statement.kind === "constant") return statement.name;
  return statement.kind === "line" ? /^(?:const|let) ([\w$]+)(?:: unknown)? = /.exec(statement.text)?.[1] : undefined;
}

function printAll(statements: readonly Statement[], indent: string): string[] {
  return statements.flatMap((statement) => printStatement(statement, indent));
}

function printStatement(statement: Statement, indent: string): string[] {
  switch (statement.kind) {
    case "line":
      return [indent + statement.text];
    case "refuse":
      return isConstant(statement.when, true)
        ? [`${indent}return false;`]
        : printWrapped("if (", statement.when, ") return false;", indent);
    case "switch":
      return printSwitch(statement, indent, false);
    case "constant":
      return [`${indent}const ${statement.name}${statement.type} = ${print(statement.value)};`];
    case "loop":
      return printLoop(statement, indent);
    default:
      return printBranch(statement, indent);
  }
}

function printLoop({ head, body }: Extract<Statement, { kind: "loop" }>, indent: string): string[] {
  const [first] = body;
  // A loop that only counts is one line, such as `for (const item of value) if (item === 1) matches++;`.
  const [counting] =
    first?.kind === "if" && body.length === 1 && first.otherwise === undefined && first.body.length === 1 ? first.body : [];
  if (first?.kind === "if" && counting?.kind === "line") return [`${indent}${head} if (${print(first.when)}) ${counting.text}`];
  const inner = printAll(body, `${indent}  `);
  const short = `${indent}${head} ${(inner[0] ?? "").trimStart()}`;
  if (inner.length === 1 && first?.kind === "refuse" && short.length <= width) return [short];
  return [`${indent}${head} {`, ...inner, `${indent}}`];
}

function printBranch({ when, body, otherwise = [] }: Branch, indent: string): string[] {
  const lines = [`${indent}if (${print(when)}) {`, ...printAll(body, `${indent}  `)];
  if (otherwise.length === 0) return [...lines, `${indent}}`];
  if (!isElseIf(otherwise)) return [...lines, `${indent}} else {`, ...printAll(otherwise, `${indent}  `), `${indent}}`];
  const [first = "", ...rest] = printAll(otherwise, indent);
  return [...lines, `${indent}} else ${first.trimStart()}`, ...rest];
}

/** Returns true if statements are a single `if`, which may follow `else` without braces. */
function isElseIf(statements: readonly Statement[]): boolean {
  const [only] = statements;
  return statements.length === 1 && (only?.kind === "refuse" || only?.kind === "if");
}

function printSwitch(statement: Extract<Statement, { kind: "switch" }>, indent: string, isTail: boolean): string[] {
  const cases = statement.cases.flatMap(({ values, accept }) => {
    const labels = values.map((value) => `${indent}  case ${value}:`);
    const body = isTail
      ? printWrapped("return ", accept, ";", `${indent}    `)
      : [...printWrapped("if (", not(accept), ") return false;", `${indent}    `), `${indent}    break;`];
    return [...labels, ...body];
  });
  return [`${indent}switch (${statement.on}) {`, ...cases, `${indent}  default:`, `${indent}    return false;`, `${indent}}`];
}

function printWrapped(before: string, condition: Condition, after: string, indent: string): string[] {
  const text = `${indent}${before}${print(condition)}${after}`;
  const parts = operands(condition);
  if (text.length <= width || parts.length === 1) return [text];
  const lines = parts.map((part, index) => `${indent}  ${part}${index === parts.length - 1 ? "" : operator(condition).trimEnd()}`);
  if (before === "if (") return [`${indent}if (`, ...lines, `${indent}${after}`];
  return [`${indent}${before}(`, ...lines, `${indent})${after}`];
}
