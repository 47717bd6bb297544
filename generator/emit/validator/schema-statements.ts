import type { JsonType, Schema } from "../../schema/schema.js";
import { arrayStatements } from "./array-statements.js";
import type { Condition } from "./condition.js";
import { all, any, isConstant, not, print, size } from "./condition.js";
import { allTypes, hasArrayKeywords, hasObjectKeywords, isImpossible, isTrivial, keywordsOf, resolve } from "../../schema/facts.js";
import { withoutDecidedTests } from "./decided-tests.js";
import { LocalNames } from "./local-names.js";
import { allowedTypes, scalarCondition, typeTest, valuesCondition } from "./kind-condition.js";
import { propertyText } from "./members.js";
import { objectStatements } from "./object-statements.js";
import {
  afterKind,
  anyOfCondition,
  branchCondition,
  call,
  directCondition,
  inPlaceCondition,
  oneOfCondition,
  ownCondition,
} from "./schema-condition.js";
import type { FileScope } from "./file-scope.js";
import type { Scope, Subject } from "./scope.js";
import { narrowed, subjectOf } from "./scope.js";
import type { Statement } from "./statement.js";
import { refuse, guarded } from "./statement.js";
import { unevaluatedItems, unevaluatedProperties } from "./unevaluated.js";
import { unionTag } from "../../schema/disjoint.js";

/** The most comparisons and calls of a condition in one `if`. A longer condition is split into several statements. */
const longest = 14;

/** Returns statements that do `return false` if a value does not satisfy a schema. */
function schemaStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const target = resolve(schema);
  const isSettled = isTrivial(target) || isImpossible(target) || scope.file.isPlanned(target);
  const settled = isSettled ? directCondition(scope, target, subject) : undefined;
  return settled === undefined ? bodyStatements(scope, target, subject) : refuse(not(settled));
}

/** Returns the statements in the body of a schema's check function, whose parameter is `value`. */
export function checkBody(file: FileScope, schema: Schema, hint: string): readonly Statement[] {
  const scope = { file, inside: { value: schemaStatements, sameValue: inPlaceStatements }, locals: new LocalNames(["value"]) };
  return withoutDecidedTests(bodyStatements(scope, schema, subjectOf("value", hint)));
}

function bodyStatements(scope: Scope, target: Schema, subject: Subject): Statement[] {
  const isUnion = target.anyOf !== undefined || target.oneOf !== undefined;
  const condition = isUnion ? undefined : ownCondition(scope, target, subject);
  if (condition !== undefined && (size(condition) <= longest || keywordsOf(target).length === 1)) return refuse(not(condition));
  const kind = kindStatements(scope, target, subject);
  const after = afterKind(scope, target, subject);
  return [
    ...kind,
    ...memberStatements(scope, target, after),
    ...unionStatements(scope, target, after),
    ...refuse(negated(scope, target, after)),
    ...conditionalStatements(scope, target, after),
    ...unevaluatedProperties(scope, target, after),
    ...unevaluatedItems(scope, target, after),
  ];
}

/** Returns the statements that check `type`, `const`, `enum`, and the keywords that apply to one type of value, such as `minLength`. */
function kindStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const values = valuesCondition(scope, schema, subject);
  const types = values === undefined ? allowedTypes(schema, subject) : undefined;
  const inner = values === undefined ? subject : afterKind(scope, schema, subject);
  const before = values === undefined ? [] : refuse(not(values));
  const complex = complexTypes(schema, inner).filter((type) => types?.includes(type) !== false);
  const simple = types?.filter((type) => !complex.includes(type));
  const others = scalarCondition(scope, schema, inner, simple);
  const bodies = complex.map((type) => ({ type, body: typeStatements(scope, schema, narrowed(inner, [type]), type) }));
  if (bodies.length === 0) return [...before, ...refuse(not(others))];
  if (simple?.length === 0 && bodies.length === 1) return [...before, ...single(scope, inner, bodies[0])];
  return [
    ...before,
    ...chain(scope, inner, bodies, simple === undefined ? undefined : others),
    ...(simple === undefined ? refuse(not(others)) : []),
  ];
}

type Body = { readonly type: JsonType; readonly body: readonly Statement[] };

function single(scope: Scope, subject: Subject, only: Body | undefined): Statement[] {
  if (only === undefined) return [];
  const [first, ...rest] = only.body;
  const refused = not(known(scope, subject, only.type));
  // One `if` refuses both a value that is no object and an object with an own __proto__.
  if (first?.kind === "refuse" && only.type === "object" && print(first.when).startsWith("hasOwnProto")) {
    return [...refuse(any(refused, first.when)), ...rest];
  }
  return [...refuse(refused), ...only.body];
}

/** Returns `if (isRecord(x)) { … } else if (Array.isArray(x)) { … } else if (refused) return false;`. */
function chain(scope: Scope, subject: Subject, bodies: readonly Body[], others: Condition | undefined): Statement[] {
  const last = others === undefined ? [] : refuse(not(others));
  return bodies.toReversed().reduce<Statement[]>((rest, { type, body }) => {
    const condition = known(scope, subject, type);
    if (isConstant(condition, true)) return [...body];
    if (rest.length === 0) return guarded(condition, body);
    return [{ kind: "if", when: condition, body, otherwise: rest }];
  }, last);
}

function known(scope: Scope, subject: Subject, type: JsonType): Condition {
  return subject.types?.size === 1 && subject.types.has(type) ? all() : typeTest(scope, type, subject.text);
}

function complexTypes(schema: Schema, subject: Subject): JsonType[] {
  return allTypes.filter((type) => {
    if (subject.types?.has(type) === false) return false;
    return (type === "object" && hasObjectKeywords(schema)) || (type === "array" && hasArrayKeywords(schema));
  });
}

function typeStatements(scope: Scope, schema: Schema, subject: Subject, type: JsonType): Statement[] {
  return type === "object" ? objectStatements(scope, schema, subject) : arrayStatements(scope, schema, subject);
}

/** Returns the statements that check `allOf`, and a `$ref` that stands beside other keywords. */
function memberStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const members = [...(schema.ref === undefined ? [] : [schema.ref]), ...(schema.allOf ?? [])];
  return members.flatMap((member) => inPlaceStatements(scope, member, subject));
}

/** Returns statements that check a schema beside other schemas for the same value. */
function inPlaceStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  if (isTrivial(schema)) return [];
  const target = resolve(schema);
  if (scope.file.isPlanned(target)) return refuse(not(call(scope, target, subject)));
  if (hasObjectKeywords(target) && isPlainObject(target)) return schemaStatements(scope, target, subject);
  return refuse(not(inPlaceCondition(scope, target, subject)));
}

/** Returns true for a schema that only lists properties of an object. */
function isPlainObject(schema: Schema): boolean {
  const plain = new Set<keyof Schema>(["types", "properties", "required", "additionalProperties", "patternProperties"]);
  return keywordsOf(schema).every((keyword) => plain.has(keyword)) && (schema.types === undefined || schema.types.join() === "object");
}

function unionStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const anyOf = schema.anyOf === undefined ? [] : branchStatements(scope, schema.anyOf, subject, anyOfCondition);
  const oneOf = schema.oneOf === undefined ? [] : branchStatements(scope, schema.oneOf, subject, oneOfCondition);
  return [...anyOf, ...oneOf];
}

function branchStatements(scope: Scope, branches: readonly Schema[], subject: Subject, condition: typeof anyOfCondition): Statement[] {
  const tag = branches.length > 2 ? unionTag(branches) : undefined;
  if (tag === undefined) return refuse(not(condition(scope, branches, subject)));
  const on = propertyText(scope, subject, tag.property);
  const cases = branches.flatMap((branch, index) => {
    const values = (tag.values[index] ?? []).map((value) => JSON.stringify(value));
    // A branch accepts no value if its constant has another type than its `type` allows.
    if (values.length === 0) return [];
    return [{ values, accept: call(scope, branch, { ...subject, hint: `${subject.hint}Option${index + 1}` }) }];
  });
  return [...refuse(not(known(scope, subject, "object"))), { kind: "switch", on, cases }];
}

function negated(scope: Scope, schema: Schema, subject: Subject): Condition {
  return schema.not === undefined ? any() : branchCondition(scope, schema.not, subject, "Not");
}

function conditionalStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  if (schema.if === undefined || (schema.then === undefined && schema.else === undefined)) return [];
  const met = branchCondition(scope, schema.if, subject, "If");
  const then = schema.then === undefined ? [] : conditional(scope, schema.then, subject, "Then");
  const otherwise = schema.else === undefined ? [] : conditional(scope, schema.else, subject, "Else");
  if (met.kind === "constant" || then.length === 0 || otherwise.length === 0)
    return [...guarded(met, then), ...guarded(not(met), otherwise)];
  return [{ kind: "if", when: met, body: then, otherwise }];
}

function conditional(scope: Scope, schema: Schema, subject: Subject, suffix: string): Statement[] {
  return inPlaceStatements(scope, schema, { ...subject, hint: `${subject.hint}${suffix}` });
}
