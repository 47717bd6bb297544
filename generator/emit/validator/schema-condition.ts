import type { JsonType, Schema } from "../../schema/schema.js";
import type { Condition } from "./condition.js";
import { all, always, any, never, not, print, size, test, truth } from "./condition.js";
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

/** A condition with more tests than this becomes a function where it would stand inside another one. */
const longest = 8;

/** The check of a schema as one expression; a call where it takes statements. */
export function schemaCondition(scope: Scope, schema: Schema, subject: Subject): Condition {
  const condition = directCondition(scope, schema, subject);
  return condition !== undefined && size(condition) <= longest ? condition : call(scope, schema, subject);
}

/** A call of the function that checks a schema. */
export function call(scope: Scope, schema: Schema, subject: Subject): Condition {
  return truth(`${scope.file.check(schema, subject.hint)}(${subject.text})`);
}

/** The check of a schema as one expression; `undefined` where it takes statements. */
export function directCondition(scope: Scope, schema: Schema, subject: Subject): Condition | undefined {
  const target = resolve(schema);
  if (isTrivial(target)) return always;
  if (isImpossible(target)) return never;
  return scope.file.isPlanned(target) ? call(scope, target, subject) : ownCondition(scope, target, subject);
}

/** The body of the function that checks a schema, where it is one expression. */
export function ownCondition(scope: Scope, target: Schema, subject: Subject): Condition | undefined {
  if (needsStatements(target, subject)) return undefined;
  const own = kindCondition(scope, target, subject);
  if (!hasApplicators(target)) return own;
  const inner = afterKind(scope, target, subject);
  return all(own, ...applicatorConditions(scope, target, inner));
}

/** `type`, `const`, `enum` and the keywords for strings and numbers. */
export function kindCondition(scope: Scope, schema: Schema, subject: Subject): Condition {
  const values = valuesCondition(scope, schema, subject);
  if (values === undefined) return scalarCondition(scope, schema, subject, allowedTypes(schema, subject));
  return all(values, scalarCondition(scope, schema, afterValues(schema, subject), undefined));
}

/** The subject as the keywords beside `type` find it. */
export function afterKind(scope: Scope, schema: Schema, subject: Subject): Subject {
  const { types } = schema;
  if (valuesOf(schema) !== undefined) return afterValues(schema, subject);
  if (types === undefined) return subject;
  const plain = types.map((type): JsonType => (type === "integer" ? "number" : type));
  // Number.isFinite and Number.isInteger alone do not tell TypeScript that the value is a number.
  if (plain.includes("number") && !hasNumberKeywords(schema)) return subject;
  if (plain.includes("string") && isBareFormat(scope, schema)) return subject;
  return narrowed(subject, subject.types === undefined ? plain : plain.filter((type) => subject.types?.has(type) !== false));
}

function afterValues(schema: Schema, subject: Subject): Subject {
  const values = valuesOf(schema) ?? [];
  subject.compared.add("");
  // A look-up in a set and a deep comparison tell TypeScript nothing.
  const isCompared = !hasValuesConstant(values) && values.every((value) => typeof value !== "object" || value === null);
  return isCompared
    ? narrowed(
        subject,
        values.map(typeOf).filter((type) => subject.types?.has(type) !== false),
      )
    : subject;
}

/** The keywords that apply schemas to the value itself. */
export function hasApplicators(schema: Schema): boolean {
  const { ref, allOf, anyOf, oneOf, not: negated, if: condition } = schema;
  return [ref, allOf, anyOf, oneOf, negated, condition].some((keyword) => keyword !== undefined);
}

function applicatorConditions(scope: Scope, schema: Schema, subject: Subject): Condition[] {
  const members = [...(schema.ref === undefined ? [] : [schema.ref]), ...(schema.allOf ?? [])];
  const parts = members.map((member) => inPlaceCondition(scope, member, subject));
  const add = (condition: Condition): void => {
    parts.push(condition);
    subject.compared.add("");
  };
  if (schema.anyOf !== undefined) add(anyOfCondition(scope, schema.anyOf, subject));
  if (schema.oneOf !== undefined) add(oneOfCondition(scope, schema.oneOf, subject));
  if (schema.not !== undefined) add(not(branchCondition(scope, schema.not, subject, "Not")));
  if (schema.if !== undefined) add(ifCondition(scope, schema, schema.if, subject));
  return parts;
}

/** A schema for the same value; a call where TypeScript would see two comparisons with different literals. */
export function inPlaceCondition(scope: Scope, schema: Schema, subject: Subject): Condition {
  if (isTrivial(schema)) return always;
  if (isImpossible(schema)) return never;
  if (subject.compared.has("")) return call(scope, schema, subject);
  const condition = schemaCondition(scope, schema, subject);
  if (!isCall(condition)) subject.compared.add("");
  return condition;
}

function isCall(condition: Condition): boolean {
  return condition.kind === "test" && condition.yes.startsWith("check");
}

/** One branch of a keyword that tries several. */
export function branchCondition(scope: Scope, schema: Schema, subject: Subject, suffix: string): Condition {
  const place = { ...subject, hint: `${subject.hint}${suffix}`, compared: new Set(subject.compared) };
  return inPlaceCondition(scope, schema, place);
}

/** `anyOf`. */
export function anyOfCondition(scope: Scope, branches: readonly Schema[], subject: Subject): Condition {
  const place = { ...subject, compared: new Set(subject.compared) };
  const conditions = branches.map((branch, index) => {
    const condition = branchCondition(scope, branch, place, `Option${index + 1}`);
    const { types, constant, enum: values } = resolve(branch);
    // Refusing a branch that names no type, such as { "minimum": 1 }, tells TypeScript the value's type.
    if ([types, constant, values].every((keyword) => keyword === undefined) && !isCall(condition)) place.compared.add("");
    return condition;
  });
  return any(...conditions);
}

/** `oneOf`; branches that exclude one another need no counting. */
export function oneOfCondition(scope: Scope, branches: readonly Schema[], subject: Subject): Condition {
  if (areDisjoint(branches)) return anyOfCondition(scope, branches, subject);
  const conditions = branches.map((branch, index) => branchCondition(scope, branch, subject, `Option${index + 1}`));
  const counted = conditions.map((condition) => `(${print(condition)} ? 1 : 0)`).join(" + ");
  return test(`${counted} === 1`, `${counted} !== 1`);
}

function ifCondition(scope: Scope, schema: Schema, condition: Schema, subject: Subject): Condition {
  const met = branchCondition(scope, condition, subject, "If");
  const after = { ...subject, compared: new Set([...subject.compared, ""]) };
  const then = schema.then === undefined ? always : branchCondition(scope, schema.then, after, "Then");
  const otherwise = schema.else === undefined ? always : branchCondition(scope, schema.else, after, "Else");
  return all(any(not(met), then), any(met, otherwise));
}

/** True where objects or arrays are looked into, which takes loops and variables. */
function needsStatements(schema: Schema, subject: Subject): boolean {
  if (schema.unevaluatedItems !== undefined && !isTrivial(schema.unevaluatedItems)) return true;
  if (schema.unevaluatedProperties !== undefined && !isTrivial(schema.unevaluatedProperties)) return true;
  const types = typesOf(schema);
  const isPossible = (type: JsonType): boolean => types.has(type) && subject.types?.has(type) !== false;
  return (isPossible("object") && hasObjectKeywords(schema)) || (isPossible("array") && hasArrayKeywords(schema));
}
