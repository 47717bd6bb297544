import type { Condition } from "./condition.js";
import { all, isConstant, not, operands, operator, print } from "./condition.js";

/** A statement of a generated check. */
export type Statement =
  /** `if (condition) return false;` */
  | { readonly kind: "refuse"; readonly when: Condition }
  | { readonly kind: "line"; readonly text: string }
  /** `head { body }`, then perhaps `else …`. */
  | { readonly kind: "block"; readonly head: string; readonly body: readonly Statement[]; readonly otherwise?: Statement }
  /** Refuses what no case names. */
  | { readonly kind: "switch"; readonly on: string; readonly cases: readonly Case[] };

/** Values, and the check that they ask for. */
export type Case = { readonly values: readonly string[]; readonly accept: Condition };

const width = 120;

/** `if (when) return false;`, or nothing where that is never. */
export function refuse(when: Condition): Statement[] {
  return isConstant(when, false) ? [] : [{ kind: "refuse", when }];
}

/** A line as it is. */
export function line(text: string): Statement {
  return { kind: "line", text };
}

/** `if (condition) { body }`, with less text where the body allows. */
export function when(condition: Condition, body: readonly Statement[]): Statement[] {
  const [only] = body;
  if (only === undefined || isConstant(condition, false)) return [];
  if (isConstant(condition, true)) return [...body];
  if (body.length === 1 && only.kind === "refuse") return refuse(all(condition, only.when));
  return [{ kind: "block", head: `if (${print(condition)})`, body }];
}

/** A loop, or nothing where its body is empty. */
export function loop(head: string, body: readonly Statement[]): Statement[] {
  return body.length === 0 ? [] : [{ kind: "block", head, body }];
}

/** Number of lines, roughly. */
export function lineCount(statements: readonly Statement[]): number {
  return statements.reduce((sum, statement) => {
    if (statement.kind === "switch") return sum + statement.cases.length + 2;
    if (statement.kind !== "block") return sum + 1;
    return sum + 2 + lineCount(statement.body) + (statement.otherwise === undefined ? 0 : lineCount([statement.otherwise]));
  }, 0);
}

/** The lines of a function's body: the statements, then `return true`. */
export function printBody(statements: readonly Statement[]): string[] {
  const last = statements.at(-1);
  const before = statements.slice(0, -1);
  if (last?.kind === "refuse") return [...printAll(before, "  "), ...printWrapped("return ", not(last.when), ";", "  ")];
  if (last?.kind === "switch") return [...printAll(before, "  "), ...printSwitch(last, "  ", true)];
  return [...printAll(statements, "  "), "  return true;"];
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
    default:
      return printBlock(statement, indent);
  }
}

function printBlock(statement: Extract<Statement, { kind: "block" }>, indent: string): string[] {
  const { head, body, otherwise } = statement;
  const inner = printAll(body, `${indent}  `);
  const [only = ""] = inner;
  const short = `${indent}${head} ${only.trimStart()}`;
  if (otherwise === undefined && inner.length === 1 && head.startsWith("for") && short.length <= width) return [short];
  const lines = [`${indent}${head} {`, ...inner];
  if (otherwise === undefined) return [...lines, `${indent}}`];
  const [first = "", ...rest] = printStatement(otherwise, indent);
  return [...lines, `${indent}} else ${first.trimStart()}`, ...rest];
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
