import { all, always, any, exactlyOne, isConstant, never, not } from "./condition.js";
import type { Condition } from "./condition.js";
import { CodeFacts } from "./facts-of-code.js";
import { only } from "./value-set.js";
import { refuse } from "./statement.js";
import type { Branch, Statement } from "./statement.js";

/** Statements, and what is known behind them; `undefined` if the code behind them cannot run. */
type Settled = { readonly statements: readonly Statement[]; readonly after: CodeFacts | undefined };

/** A condition, and what is known behind it, by its result. */
type Tested = { readonly condition: Condition; readonly yes: CodeFacts; readonly no: CodeFacts };

/**
 * Leaves out the tests whose results earlier tests decide, and the code that therefore cannot run. Several keywords of a
 * schema can test one value: after `type === null` a test whether it is a list is certainly false. TypeScript narrows the
 * value by the first test, and refuses code that reads it as a list.
 */
export function withoutDecidedTests(statements: readonly Statement[]): readonly Statement[] {
  return settle(statements, new CodeFacts()).statements;
}

function settle(statements: readonly Statement[], before: CodeFacts): Settled {
  let facts: CodeFacts | undefined = before;
  const kept: Statement[] = [];
  for (const statement of statements) {
    if (facts === undefined) break;
    const settled = settleOne(statement, facts);
    kept.push(...settled.statements);
    facts = settled.after;
  }
  return { statements: kept, after: facts };
}

function settleOne(statement: Statement, facts: CodeFacts): Settled {
  switch (statement.kind) {
    case "refuse": {
      const { condition, no } = settleCondition(statement.when, facts);
      return { statements: refuse(condition), after: isConstant(condition, true) ? undefined : no };
    }
    case "if":
      return settleBranch(statement, facts);
    case "loop":
      return { statements: [{ ...statement, body: settle(statement.body, insideLoop(statement.head, facts)).statements }], after: facts };
    case "switch":
      return settleSwitch(statement, facts);
    case "constant":
      return {
        statements: [{ ...statement, value: settleCondition(statement.value, facts).condition }],
        after: facts.declared(statement.name),
      };
    default:
      return { statements: [statement], after: afterLine(statement.text, facts) };
  }
}

function settleBranch({ when, body, otherwise = [] }: Branch, facts: CodeFacts): Settled {
  const { condition, yes, no } = settleCondition(when, facts);
  if (condition.kind === "constant") return settle(condition.value ? body : otherwise, facts);
  const [met, unmet] = [settle(body, yes), settle(otherwise, no)];
  const after = CodeFacts.joined(met.after, unmet.after);
  if (met.statements.length > 0) {
    const rest = unmet.statements.length === 0 ? {} : { otherwise: unmet.statements };
    return { statements: [{ kind: "if", when: condition, body: met.statements, ...rest }], after };
  }
  return { statements: unmet.statements.length === 0 ? [] : [{ kind: "if", when: not(condition), body: unmet.statements }], after };
}

function settleSwitch(statement: Extract<Statement, { kind: "switch" }>, facts: CodeFacts): Settled {
  const ends: (CodeFacts | undefined)[] = [];
  const isNarrowing = facts.narrowsInSwitch(statement.on);
  const cases = statement.cases.flatMap(({ values, accept }) => {
    const possible = values.filter((value) => facts.decide(equality(statement.on, value, isNarrowing)) !== false);
    if (possible.length === 0) return [];
    const inside = possible
      .map((value) => facts.after(equality(statement.on, value, isNarrowing), true))
      .reduce((a, b) => CodeFacts.joined(a, b) ?? a);
    const { condition, yes } = settleCondition(accept, inside);
    ends.push(yes);
    return [{ values: possible, accept: condition }];
  });
  if (cases.length === 0) return { statements: refuse(always), after: undefined };
  return { statements: [{ ...statement, cases }], after: ends.reduce((a, b) => CodeFacts.joined(a, b)) };
}

function settleCondition(condition: Condition, facts: CodeFacts): Tested {
  switch (condition.kind) {
    case "constant":
      return { condition, yes: facts, no: facts };
    case "test": {
      const { claim } = condition;
      if (claim === undefined) return { condition, yes: facts, no: facts };
      const value = facts.decide(claim);
      if (value !== undefined) return { condition: { kind: "constant", value }, yes: facts, no: facts };
      return { condition, yes: facts.after(claim, true), no: facts.after(claim, false) };
    }
    case "all":
    case "any":
      return settleJoined(condition, facts);
    default: {
      const made = settleCount(condition.parts, facts);
      return { condition: condition.kind === "one" ? made : not(made), yes: facts, no: facts };
    }
  }
}

/** Settles a condition with `&&` or `||`. Each part is tested only if the parts before it have not decided the result. */
function settleJoined({ kind, parts }: Extract<Condition, { kind: "all" | "any" }>, facts: CodeFacts): Tested {
  let going = facts;
  let ended: CodeFacts | undefined;
  const kept: Condition[] = [];
  for (const part of parts) {
    const { condition, yes, no } = settleCondition(part, going);
    kept.push(condition);
    const ends = isConstant(condition, kind === "any");
    if (condition.kind !== "constant" || ends) ended = CodeFacts.joined(ended, kind === "all" ? no : yes);
    if (ends) break;
    going = kind === "all" ? yes : no;
  }
  const last = ended ?? going;
  return kind === "all" ? { condition: all(...kept), yes: going, no: last } : { condition: any(...kept), yes: last, no: going };
}

function settleCount(parts: readonly Condition[], facts: CodeFacts): Condition {
  const settled = parts.map((part) => settleCondition(part, facts).condition);
  const open = settled.filter((part) => !isConstant(part, false));
  const [single, ...others] = open;
  if (single === undefined) return never;
  if (others.length === 0) return single;
  const uncertain = open.filter((part) => part.kind !== "constant");
  if (uncertain.length === open.length) return exactlyOne(open);
  // One part is certainly true, so no other part may be.
  return open.length - uncertain.length > 1 ? never : settleCondition(all(...uncertain.map(not)), facts).condition;
}

/** Returns what is known inside a loop. The loop's variable can have any value; the key of an object is a text. */
function insideLoop(head: string, facts: CodeFacts): CodeFacts {
  const name = /^for \((?:const|let) ([\w$]+)/.exec(head)?.[1];
  return name === undefined ? facts : facts.declared(name);
}

function afterLine(text: string, facts: CodeFacts): CodeFacts {
  const [, name, source] = /^(?:const|let) ([\w$]+)(?:: unknown)? = (.+);$/.exec(text) ?? [];
  if (name === undefined) return facts;
  return facts.declared(name, text.includes(": unknown = ") ? undefined : source);
}

function equality(subject: string, value: string, isNarrowing: boolean): Parameters<CodeFacts["decide"]>[0] {
  return { subject, values: only(JSON.parse(value) as string | number | boolean | null), isInside: true, isNarrowing };
}
