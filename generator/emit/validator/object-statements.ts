import type { Schema } from "../../schema/schema.js";
import type { Condition } from "./condition.js";
import { all, always, any, not, same, test, truth } from "./condition.js";
import { isImpossible, isTrivial, refusesProto, refusesUndefined } from "../../schema/facts.js";
import { directCondition, schemaCondition } from "./schema-condition.js";
import { isDeclared, isPresent, matches, propertyText } from "./members.js";
import type { Scope, Subject } from "./scope.js";
import { localName, narrowed, release, subjectOf } from "./scope.js";
import type { Statement } from "./statement.js";
import { line, loop, refuse, guarded } from "./statement.js";
import { pascalCase } from "../../base/pascal-case.js";

/**
 * Returns statements that refuse an object if it violates a keyword for objects. The code before them has checked that
 * the value is an object.
 */
export function objectStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const counter = isCounted(schema) ? newCounter(scope, schema) : undefined;
  const names = new Set([...(schema.properties?.keys() ?? []), ...(schema.required ?? [])]);
  const properties = [...names].flatMap((name) => propertyStatements(scope, schema, subject, name, counter));
  return [
    ...protoStatements(scope, schema, subject),
    ...countStatements(scope, schema, subject),
    ...(counter?.declaration ?? []),
    ...properties,
    ...(counter === undefined ? [] : refuse(truth(`${scope.file.helper("hasMoreKeys")}(${subject.text}, ${counter.total})`))),
    ...memberLoop(scope, schema, subject),
    ...dependencyStatements(scope, schema, subject),
  ];
}

function protoStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  return refusesProto(schema) ? refuse(truth(`${scope.file.helper("hasOwnProto")}(${subject.text})`)) : [];
}

function countStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const { minProperties = 0, maxProperties } = schema;
  const count = `countKeys(${subject.text})`;
  const tooFew = minProperties > 0 ? [test(`${count} < ${minProperties}`, `${count} >= ${minProperties}`)] : [];
  const tooMany = maxProperties === undefined ? [] : [test(`${count} > ${maxProperties}`, `${count} <= ${maxProperties}`)];
  if (tooFew.length + tooMany.length > 0) scope.file.helper("countKeys");
  return refuse(any(...tooFew, ...tooMany));
}

/** The generated code that counts which declared properties a closed object has. */
type Counter = {
  readonly declaration: readonly Statement[];
  /** The statements that add an optional property to the count. The count begins with the number of required properties. */
  readonly add: readonly Statement[];
  /** The expression for the number of declared properties that the object has. */
  readonly total: string;
};

/**
 * Returns true if generated code can find undeclared properties of a closed object by counting. The object has some if it has
 * more keys than declared properties.
 */
function isCounted(schema: Schema): boolean {
  const { additionalProperties, patternProperties, properties } = schema;
  const isClosed = additionalProperties !== undefined && isImpossible(additionalProperties);
  const requiresOthers = schema.required?.some((name) => properties?.has(name) !== true) === true;
  return isClosed && (patternProperties?.size ?? 0) === 0 && !requiresOthers;
}

function newCounter(scope: Scope, schema: Schema): Counter {
  const declared = [...(schema.properties ?? [])].filter(([, property]) => !isImpossible(property)).map(([name]) => name);
  const required = declared.filter((name) => schema.required?.includes(name) === true);
  if (required.length === declared.length) return { declaration: [], add: [], total: String(required.length) };
  const name = localName(scope, "known");
  return { declaration: [line(`let ${name} = ${required.length};`)], add: [line(`${name}++;`)], total: name };
}

function propertyStatements(scope: Scope, schema: Schema, subject: Subject, name: string, counter: Counter | undefined): Statement[] {
  const property = schema.properties?.get(name);
  const isRequired = schema.required?.includes(name) === true;
  const text = propertyText(scope, subject, name);
  const hint = `${subject.hint}${pascalCase(name) || "Member"}`;
  if (property === undefined || isTrivial(property)) {
    const isAbsent = same(text);
    return isRequired ? refuse(isAbsent) : guarded(not(isAbsent), counter?.add ?? []);
  }
  if (isRequired) return requiredStatements(scope, property, text, name, hint);
  if (isImpossible(property)) return refuse(not(same(text)));
  const local = localName(scope, name);
  const body = [...scope.inside.value(scope, property, subjectOf(local, hint)), ...(counter?.add ?? [])];
  return body.length === 0 ? [] : [line(`const ${local} = ${text};`), ...guarded(not(same(local)), body)];
}

function requiredStatements(scope: Scope, property: Schema, text: string, name: string, hint: string): Statement[] {
  const absent = refusesUndefined(property) ? [] : refuse(same(text));
  const direct = directCondition(scope, property, subjectOf(text, hint));
  if (direct !== undefined && absent.length === 0 && occurrences(direct, text) <= 1) return refuse(not(direct));
  const local = localName(scope, name);
  const body = scope.inside.value(scope, property, subjectOf(local, hint));
  if (body.length === 0) return absent;
  const presence = absent.length === 0 ? [] : refuse(same(local));
  return [line(`const ${local} = ${text};`), ...presence, ...body];
}

function occurrences(condition: Condition, text: string): number {
  if (condition.kind === "constant") return 0;
  if (condition.kind === "test") return condition.yes.split(text).length - 1;
  return condition.parts.reduce((sum, part) => sum + occurrences(part, text), 0);
}

/** Returns one loop over the keys of the object, which checks `patternProperties`, `additionalProperties` and `propertyNames`. */
function memberLoop(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const { propertyNames, additionalProperties } = schema;
  const patterns = [...(schema.patternProperties ?? [])].filter(([, child]) => !isTrivial(child));
  const hasOthers = additionalProperties !== undefined && !isTrivial(additionalProperties) && !isCounted(schema);
  const hasNames = propertyNames !== undefined && !isTrivial(propertyNames);
  if (patterns.length === 0 && !hasOthers && !hasNames) return [];
  const key = localName(scope, "key");
  const item = localName(scope, "member");
  const place = subjectOf(item, `${subject.hint}Member`);
  const body = [
    ...(hasNames ? refuse(not(nameCondition(scope, propertyNames, key, subject))) : []),
    ...patterns.flatMap(([pattern, child]) => guarded(matches(scope, pattern, key, subject), scope.inside.value(scope, child, place))),
    ...(hasOthers ? guarded(not(isDeclared(scope, schema, subject, key)), scope.inside.value(scope, additionalProperties, place)) : []),
  ];
  release(scope, key, item);
  if (body.length === 0) return [];
  return loop(`for (const ${key} in ${subject.text})`, [
    line(`const ${item} = ${subject.text}[${key}];`),
    line(`if (${item} === undefined) continue;`),
    ...body,
  ]);
}

/** Returns the condition that a key satisfies `propertyNames`. */
function nameCondition(scope: Scope, schema: Schema, key: string, subject: Subject): Condition {
  return schemaCondition(scope, schema, narrowed(subjectOf(key, `${subject.hint}Name`), ["string"]));
}

function dependencyStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const required = [...(schema.dependentRequired ?? [])].flatMap(([name, others]) => {
    const missing = others.map((other) => same(propertyText(scope, subject, other)));
    return refuse(all(isPresent(scope, subject, name), any(...missing)));
  });
  const schemas = [...(schema.dependentSchemas ?? [])].flatMap(([name, child]) => {
    const place = { ...subject, hint: `${subject.hint}With${pascalCase(name)}` };
    const body = isImpossible(child) ? refuse(always) : scope.inside.sameValue(scope, child, place);
    return guarded(isPresent(scope, subject, name), body);
  });
  return [...required, ...schemas];
}
