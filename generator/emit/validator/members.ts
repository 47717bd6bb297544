import type { Schema } from "../../schema/schema.js";
import type { Condition } from "./condition.js";
import { any, not, same, truth } from "./condition.js";
import type { Scope, Subject } from "./scope.js";
import { localName } from "./scope.js";
import type { Statement } from "./statement.js";
import { line, loop } from "./statement.js";

/** The most property names that are compared one by one. For more names, the generated code uses a `Set`. */
const manyNames = 4;

/** Returns the expression that reads a property of the checked value. */
export function propertyText(scope: Scope, subject: Subject, key: string): string {
  if (key in Object.prototype) return `${scope.file.helper("own")}(${subject.text}, ${JSON.stringify(key)})`;
  return `${subject.text}[${JSON.stringify(key)}]`;
}

/** Returns the condition that the checked value has a property. */
export function isPresent(scope: Scope, subject: Subject, name: string): Condition {
  return not(same(propertyText(scope, subject, name)));
}

/**
 * Returns the condition that a key is one of `properties` or matches a pattern of `patternProperties`.
 *
 * @param key the expression that reads the key.
 */
export function isDeclared(scope: Scope, schema: Schema, subject: Subject, key: string): Condition {
  const patterns = [...(schema.patternProperties?.keys() ?? [])].map((pattern) => matches(scope, pattern, key, subject));
  return any(isOneOf(scope, [...(schema.properties?.keys() ?? [])], subject, key), ...patterns);
}

/** Returns the condition that a key is one of several names. @param key the expression that reads the key. */
export function isOneOf(scope: Scope, names: readonly string[], subject: Subject, key: string): Condition {
  if (names.length <= manyNames) return any(...names.map((name) => same(key, name)));
  const text = `new Set([${names.map((name) => JSON.stringify(name)).join(", ")}])`;
  return truth(`${scope.file.constant(text, `${subject.hint}Keys`, ": ReadonlySet<string>")}.has(${key})`);
}

/** Returns the condition that a key matches a pattern. @param key the expression that reads the key. */
export function matches(scope: Scope, pattern: string, key: string, subject: Subject): Condition {
  return truth(`${scope.file.pattern(pattern, `${subject.hint}Key`)}.test(${key})`);
}

/**
 * Returns a loop over the items of the checked list, from index `from` to the end.
 *
 * @param index the name of the loop's variable, if `body` reads it.
 */
export function itemLoop(
  scope: Scope,
  subject: Subject,
  item: string,
  from: number,
  body: readonly Statement[],
  index?: string,
): Statement[] {
  if (body.length === 0) return [];
  if (from === 0 && index === undefined) return loop(`for (const ${item} of ${subject.text})`, body);
  const at = index ?? localName(scope, "index");
  return loop(`for (let ${at} = ${from}; ${at} < ${subject.text}.length; ${at}++)`, [
    line(`const ${item} = ${subject.text}[${at}];`),
    ...body,
  ]);
}
