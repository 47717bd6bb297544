import { fixedValues } from "./tags.js";
import { pascalCase } from "./pascal-case.js";
import { isReservedName } from "./reserved-names.js";
import type { Schema } from "./schema.js";

/**
 * Names the inline objects of a declaration: parent and property, `Item` for a list's items, `Value`
 * for a map's values, a union's branch by its constant or title. A name that is taken leaves the
 * object inline.
 *
 * @returns the named schemas in the order in which they are met.
 */
export function nameInlineObjects(root: Schema, rootName: string, names: Map<Schema, string>, taken: Set<string>): Schema[] {
  const found: Schema[] = [];
  const visit = (schema: Schema, name: string): void => {
    if (schema !== root) {
      if (schema.ref !== undefined || names.has(schema)) return;
      if (isPlainObject(schema) && !taken.has(name) && !isReservedName(name)) {
        names.set(schema, name);
        taken.add(name);
        found.push(schema);
      }
    }
    for (const [child, childName] of inlineChildren(schema, name)) visit(child, childName);
  };
  visit(root, rootName);
  return found;
}

function isPlainObject(schema: Schema): boolean {
  const named = schema.types === undefined || schema.types.join() === "object";
  return named && (schema.properties?.size ?? 0) > 0 && schema.constant === undefined && schema.enum === undefined;
}

function inlineChildren(schema: Schema, name: string): [Schema, string][] {
  const found: [Schema, string][] = [];
  for (const part of schema.allOf ?? []) found.push([part, name]);
  for (const [key, child] of schema.properties ?? []) found.push([child, name + pascalCase(key)]);
  for (const branch of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) found.push([branch, name + branchName(branch)]);
  if (schema.items !== undefined) found.push([schema.items, `${name}Item`]);
  for (const child of [schema.additionalProperties, ...(schema.patternProperties?.values() ?? [])]) {
    if (child !== undefined) found.push([child, `${name}Value`]);
  }
  return found;
}

/** Empty where nothing tells the branch from its siblings: it then stays inline, as the parent's name is taken. */
function branchName(branch: Schema): string {
  if (branch.annotations.title !== undefined) return pascalCase(branch.annotations.title);
  for (const [key] of branch.properties ?? []) {
    const [value, ...others] = fixedValues(branch, `/${key}`) ?? [];
    if (typeof value === "string" && others.length === 0) return pascalCase(value);
  }
  return "";
}
