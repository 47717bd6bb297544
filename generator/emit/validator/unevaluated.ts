import type { Schema } from "../../schema/schema.js";
import type { Condition } from "./condition.js";
import { all, always, any, isConstant, never, not, print, same, test, truth } from "./condition.js";
import { isImpossible, isTrivial } from "../../schema/facts.js";
import { typeTest } from "./kind-condition.js";
import { isDeclared, isPresent, itemLoop } from "./members.js";
import { branchCondition, isCall, schemaCondition } from "./schema-condition.js";
import type { Scope, Subject } from "./scope.js";
import { localName, narrowed, subjectOf } from "./scope.js";
import type { Statement } from "./statement.js";
import { line, loop, refuse, guarded } from "./statement.js";

/**
 * Generated code that decides whether a member of a value counts as evaluated, in the meaning of JSON Schema. `ofSchema`
 * returns the condition that a schema evaluates the member. `setup` declares the variables that the condition reads.
 */
type Evaluation = { readonly setup: Statement[]; readonly ofSchema: (schema: Schema) => Condition };

/** Returns the statements that check `unevaluatedProperties`. */
export function unevaluatedProperties(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const { unevaluatedProperties: child, ...others } = schema;
  if (child === undefined || isTrivial(child) || subject.types?.has("object") === false) return [];
  const place = narrowed(subject, ["object"]);
  const key = localName(scope, "key");
  const evaluated = keyEvaluation(scope, place, key);
  const isEvaluated = evaluated.ofSchema(others);
  if (isConstant(isEvaluated, true)) return [];
  const members = keyLoop(scope, child, place, key, isEvaluated);
  return members.length === 0 ? [] : guarded(isOfType(scope, subject, "object"), [...evaluated.setup, ...members]);
}

function keyLoop(scope: Scope, child: Schema, subject: Subject, key: string, isEvaluated: Condition): Statement[] {
  const isThere = not(same(`${subject.text}[${key}]`));
  const head = `for (const ${key} in ${subject.text})`;
  if (isImpossible(child)) return loop(head, refuse(all(not(isEvaluated), isThere)));
  const item = localName(scope, "member");
  const body = scope.inside.value(scope, child, subjectOf(item, `${subject.hint}Member`));
  if (body.length === 0) return [];
  return loop(head, [
    line(`const ${item} = ${subject.text}[${key}];`),
    line(`if (${print(any(same(item), isEvaluated))}) continue;`),
    ...body,
  ]);
}

function keyEvaluation(scope: Scope, subject: Subject, key: string): Evaluation {
  return evaluation(scope, subject, (schema) => {
    if (schema.additionalProperties !== undefined || schema.unevaluatedProperties !== undefined) return always;
    return isDeclared(scope, schema, subject, key);
  });
}

/** Returns the statements that check `unevaluatedItems`. */
export function unevaluatedItems(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const { unevaluatedItems: child, ...others } = schema;
  if (child === undefined || isTrivial(child) || subject.types?.has("array") === false) return [];
  const place = narrowed(subject, ["array"]);
  const index = localName(scope, "index");
  const item = localName(scope, "item");
  const { setup, ofSchema } = itemEvaluation(scope, place, index, item);
  const isEvaluated = ofSchema(others);
  if (isConstant(isEvaluated, true)) return [];
  const check = isImpossible(child) ? refuse(always) : scope.inside.value(scope, child, subjectOf(item, `${subject.hint}Item`));
  const body = guarded(not(isEvaluated), check);
  const items = itemLoop(scope, place, item, 0, body, index);
  return items.length === 0 ? [] : guarded(isOfType(scope, subject, "array"), [...setup, ...items]);
}

function itemEvaluation(scope: Scope, subject: Subject, index: string, item: string): Evaluation {
  return evaluation(scope, subject, (schema) => {
    const { items, unevaluatedItems: rest, prefixItems = [], contains, dialect } = schema;
    if (items !== undefined || rest !== undefined) return always;
    const prefix = prefixItems.length > 0 ? test(`${index} < ${prefixItems.length}`, `${index} >= ${prefixItems.length}`) : never;
    // In 2019-09 the items that match `contains` do not count as evaluated.
    if (contains === undefined || dialect === "2019-09") return prefix;
    return any(prefix, schemaCondition(scope, contains, subjectOf(item, `${subject.hint}Match`)));
  });
}

/**
 * Returns the {@link Evaluation} for a schema and for the schemas in its keywords that apply to the same value, such as `anyOf`.
 * Whether a branch accepts the value is computed once, into a variable.
 *
 * @param own Returns the condition that the keywords of a single schema evaluate the member.
 */
function evaluation(scope: Scope, subject: Subject, own: (schema: Schema) => Condition): Evaluation {
  const setup: Statement[] = [];
  const variable = (schema: Schema, suffix: string): Condition => {
    const condition = branchCondition(scope, schema, subject, suffix);
    if (condition.kind === "constant") return condition;
    const name = localName(scope, `is${suffix}`);
    setup.push({ kind: "constant", name, value: condition, type: scope.file.typed(isCall(condition) ? "" : ": boolean") });
    return truth(name);
  };
  const branch = (schema: Schema, suffix: string): Condition => {
    const inner = ofSchema(schema);
    return isConstant(inner, false) ? never : all(variable(schema, suffix), inner);
  };
  const conditional = (schema: Schema): Condition => {
    if (schema.if === undefined) return never;
    const then = any(ofSchema(schema.if), schema.then === undefined ? never : ofSchema(schema.then));
    const otherwise = schema.else === undefined ? never : ofSchema(schema.else);
    if (isConstant(then, false) && isConstant(otherwise, false)) return never;
    const met = variable(schema.if, "If");
    return any(all(met, then), all(not(met), otherwise));
  };
  const ofSchema = (schema: Schema): Condition => {
    if (schema.always !== undefined) return never;
    const members = [...(schema.ref === undefined ? [] : [schema.ref]), ...(schema.allOf ?? [])];
    const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
    const dependent = subject.types?.has("object") === true ? [...(schema.dependentSchemas ?? [])] : [];
    return any(
      own(schema),
      ...members.map(ofSchema),
      ...branches.map((child, index) => branch(child, `Option${index + 1}`)),
      conditional(schema),
      ...dependent.map(([name, child]) => all(isPresent(scope, subject, name), ofSchema(child))),
    );
  };
  return { setup, ofSchema };
}

function isKnown(subject: Subject, type: "object" | "array"): boolean {
  return subject.types?.size === 1 && subject.types.has(type);
}

function isOfType(scope: Scope, subject: Subject, type: "object" | "array"): Condition {
  return isKnown(subject, type) ? always : typeTest(scope, type, subject.text);
}
