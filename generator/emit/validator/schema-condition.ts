import type { JsonType, Schema } from "../../schema/schema.js";
import type { Condition } from "./condition.js";
import { all, always, any, exactlyOne, never, not, size, truth } from "./condition.js";
import {
  hasArrayKeywords,
  hasNumberKeywords,
  hasObjectKeywords,
  isImpossible,
  isTrivial,
  resolve,
  typeOf,
  typesOf,
  valuesOf,
} from "../../schema/facts.js";
import { allowedTypes, hasValuesConstant, isBareFormat, scalarCondition, valuesCondition } from "./kind-condition.js";
import type { Scope, Subject } from "./scope.js";
import { narrowed } from "./scope.js";
import { areDisjoint } from "../../schema/disjoint.js";

/** The most comparisons and calls of a condition inside another condition. For a longer condition, a check function is called. */
const longest = 8;

/**
 * Returns the condition that a value satisfies a schema. If this takes statements or a long expression, calls the check
 * function of the schema.
 */
export function schemaCondition(scope: Scope, schema: Schema, subject: Subject): Condition {
  const condition = directCondition(scope, schema, subject);
  return condition !== undefined && size(condition) <= longest ? condition : call(scope, schema, subject);
}

/** Returns a call of the check function of a schema. */
export function call(scope: Scope, schema: Schema, subject: Subject): Condition {
  return truth(`${scope.file.check(schema, subject.hint)}(${subject.text})`);
}

/**
 * Returns the condition that a value satisfies a schema. Returns `undefined` if one expression cannot check this without
 * a further check function.
 */
export function directCondition(scope: Scope, schema: Schema, subject: Subject): Condition | undefined {
  const target = resolve(schema);
  if (isTrivial(target)) return always;
  if (isImpossible(target)) return never;
  return scope.file.isPlanned(target) ? call(scope, target, subject) : ownCondition(scope, target, subject);
}

/** Returns the condition that a value satisfies the keywords of a schema; `undefined` if one expression cannot check this. */
export function ownCondition(scope: Scope, target: Schema, subject: Subject): Condition | undefined {
  if (needsStatements(target, subject)) return undefined;
  const own = kindCondition(scope, target, subject);
  if (!hasApplicators(target)) return own;
  const inner = afterKind(scope, target, subject);
  return all(own, ...applicatorConditions(scope, target, inner));
}

/** Returns the condition that a value satisfies `type`, `const`, `enum` and the keywords for strings and numbers. */
export function kindCondition(scope: Scope, schema: Schema, subject: Subject): Condition {
  const values = valuesCondition(scope, schema, subject);
  if (values === undefined) return scalarCondition(scope, schema, subject, allowedTypes(schema, subject));
  return all(values, scalarCondition(scope, schema, afterValues(schema, subject), undefined));
}

/** Returns the checked value as TypeScript knows it after the conditions of {@link kindCondition}, for the conditions of other keywords. */
export function afterKind(scope: Scope, schema: Schema, subject: Subject): Subject {
  const { types } = schema;
  if (valuesOf(schema) !== undefined) return afterValues(schema, subject);
  if (types === undefined) return subject;
  const plain = types.map((type): JsonType => (type === "integer" ? "number" : type));
  // TypeScript does not narrow to a number by Number.isFinite and Number.isInteger.
  if (plain.includes("number") && !hasNumberKeywords(schema)) return subject;
  if (plain.includes("string") && isBareFormat(scope, schema)) return subject;
  return narrowed(subject, subject.types === undefined ? plain : plain.filter((type) => subject.types?.has(type) !== false));
}

function afterValues(schema: Schema, subject: Subject): Subject {
  const values = valuesOf(schema) ?? [];
  // TypeScript does not narrow by a look-up in a set or a deep comparison.
  const isCompared = !hasValuesConstant(values) && values.every((value) => typeof value !== "object" || value === null);
  return isCompared
    ? narrowed(
        subject,
        values.map(typeOf).filter((type) => subject.types?.has(type) !== false),
      )
    : subject;
}

/** Returns true if a schema has keywords whose schemas apply to the same value: `$ref`, `allOf`, `anyOf`, `oneOf`, `not` or `if`. */
export function hasApplicators(schema: Schema): boolean {
  const { ref, allOf, anyOf, oneOf, not: negated, if: condition } = schema;
  return [ref, allOf, anyOf, oneOf, negated, condition].some((keyword) => keyword !== undefined);
}

function applicatorConditions(scope: Scope, schema: Schema, subject: Subject): Condition[] {
  const members = [...(schema.ref === undefined ? [] : [schema.ref]), ...(schema.allOf ?? [])];
  return [
    ...members.map((member) => inPlaceCondition(scope, member, subject)),
    ...(schema.anyOf === undefined ? [] : [anyOfCondition(scope, schema.anyOf, subject)]),
    ...(schema.oneOf === undefined ? [] : [oneOfCondition(scope, schema.oneOf, subject)]),
    ...(schema.not === undefined ? [] : [not(branchCondition(scope, schema.not, subject, "Not"))]),
    ...(schema.if === undefined ? [] : [ifCondition(scope, schema, schema.if, subject)]),
  ];
}

/** Returns the condition that a value satisfies a schema, beside other schemas for the same value. */
export function inPlaceCondition(scope: Scope, schema: Schema, subject: Subject): Condition {
  if (isTrivial(schema)) return always;
  return isImpossible(schema) ? never : schemaCondition(scope, schema, subject);
}

/** Returns true for a call of a check function. TypeScript does not narrow a value by it. */
export function isCall(condition: Condition): boolean {
  return condition.kind === "test" && condition.yes.startsWith("check");
}

/** Returns the condition of one branch of a keyword such as `anyOf`. */
export function branchCondition(scope: Scope, schema: Schema, subject: Subject, suffix: string): Condition {
  return inPlaceCondition(scope, schema, { ...subject, hint: `${subject.hint}${suffix}` });
}

/** Returns the condition that a value satisfies at least one branch. */
export function anyOfCondition(scope: Scope, branches: readonly Schema[], subject: Subject): Condition {
  return any(...branches.map((branch, index) => branchCondition(scope, branch, subject, `Option${index + 1}`)));
}

/**
 * Returns the condition that a value satisfies exactly one branch. If no value satisfies two branches, returns the
 * shorter condition of `anyOf`.
 */
export function oneOfCondition(scope: Scope, branches: readonly Schema[], subject: Subject): Condition {
  if (areDisjoint(branches)) return anyOfCondition(scope, branches, subject);
  const conditions = branches.map((branch, index) => branchCondition(scope, branch, subject, `Option${index + 1}`));
  return exactlyOne(conditions);
}

function ifCondition(scope: Scope, schema: Schema, condition: Schema, subject: Subject): Condition {
  const met = branchCondition(scope, condition, subject, "If");
  const then = schema.then === undefined ? always : branchCondition(scope, schema.then, subject, "Then");
  const otherwise = schema.else === undefined ? always : branchCondition(scope, schema.else, subject, "Else");
  return all(any(not(met), then), any(met, otherwise));
}

/** Returns true if the check of a schema reads members of objects or items of arrays, which takes loops and variables. */
function needsStatements(schema: Schema, subject: Subject): boolean {
  if (schema.unevaluatedItems !== undefined && !isTrivial(schema.unevaluatedItems)) return true;
  if (schema.unevaluatedProperties !== undefined && !isTrivial(schema.unevaluatedProperties)) return true;
  const types = typesOf(schema);
  const isPossible = (type: JsonType): boolean => types.has(type) && subject.types?.has(type) !== false;
  return (isPossible("object") && hasObjectKeywords(schema)) || (isPossible("array") && hasArrayKeywords(schema));
}
