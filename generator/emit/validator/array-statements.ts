import type { Schema } from "../../schema/schema.js";
import type { Condition } from "./condition.js";
import { always, any, isConstant, not, test, truth } from "./condition.js";
import { isImpossible, isTrivial } from "../../schema/facts.js";
import { schemaCondition } from "./schema-condition.js";
import { itemLoop } from "./members.js";
import type { Scope, Subject } from "./scope.js";
import { localName, release, subjectOf } from "./scope.js";
import type { Statement } from "./statement.js";
import { line, loop, refuse, guarded } from "./statement.js";

/**
 * Returns statements that refuse an array if it violates a keyword for arrays. The code before them has checked that the
 * value is an array.
 */
export function arrayStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  return [
    ...refuse(lengthRefused(schema, subject)),
    ...prefixStatements(scope, schema, subject),
    ...itemsLoop(scope, schema, subject),
    ...(schema.uniqueItems === true ? refuse(not(truth(`${scope.file.helper("hasUniqueItems")}(${subject.text})`))) : []),
    ...containsStatements(scope, schema, subject),
  ];
}

function lengthRefused(schema: Schema, subject: Subject): Condition {
  const { minItems = 0, items, prefixItems = [] } = schema;
  const isClosed = items !== undefined && isImpossible(items);
  const limits = [schema.maxItems, isClosed ? prefixItems.length : undefined].filter((limit) => limit !== undefined);
  const length = `${subject.text}.length`;
  const tooFew = minItems > 0 ? [test(`${length} < ${minItems}`, `${length} >= ${minItems}`)] : [];
  const limit = Math.min(...limits);
  const tooMany = limits.length > 0 ? [test(`${length} > ${limit}`, `${length} <= ${limit}`)] : [];
  return any(...tooFew, ...tooMany);
}

function prefixStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  return (schema.prefixItems ?? []).flatMap((child, index) => {
    if (isTrivial(child)) return [];
    const isThere = test(`${subject.text}.length > ${index}`, `${subject.text}.length <= ${index}`);
    const isCertain = (schema.minItems ?? 0) > index;
    const local = localName(scope, "item");
    const body = scope.inside.value(scope, child, subjectOf(local, `${subject.hint}Item${index}`));
    const all = [line(`const ${local} = ${subject.text}[${index}];`), ...body];
    return isCertain ? all : guarded(isThere, all);
  });
}

function itemsLoop(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const { items, prefixItems = [] } = schema;
  if (items === undefined || isTrivial(items) || isImpossible(items)) return [];
  const item = localName(scope, "item");
  const body = scope.inside.value(scope, items, subjectOf(item, `${subject.hint}Item`));
  const statements = itemLoop(scope, subject, item, prefixItems.length, body);
  release(scope, item);
  return statements;
}

function containsStatements(scope: Scope, schema: Schema, subject: Subject): Statement[] {
  const { contains, minContains = 1, maxContains } = schema;
  if (contains === undefined) return [];
  if (maxContains !== undefined && maxContains < minContains) return refuse(always);
  const item = localName(scope, "item");
  const condition = schemaCondition(scope, contains, subjectOf(item, `${subject.hint}Match`));
  if (isConstant(condition, false)) return minContains > 0 ? refuse(always) : [];
  const count = isConstant(condition, true) ? `${subject.text}.length` : localName(scope, "matches");
  const tooFew = minContains > 0 ? [test(`${count} < ${minContains}`, `${count} >= ${minContains}`)] : [];
  const tooMany = maxContains === undefined ? [] : [test(`${count} > ${maxContains}`, `${count} <= ${maxContains}`)];
  const refused = any(...tooFew, ...tooMany);
  release(scope, item);
  if (isConstant(refused, false)) return [];
  if (isConstant(condition, true)) return refuse(refused);
  return [
    line(`let ${count} = 0;`),
    ...loop(`for (const ${item} of ${subject.text})`, [{ kind: "if", when: condition, body: [line(`${count}++;`)] }]),
    ...refuse(refused),
  ];
}
