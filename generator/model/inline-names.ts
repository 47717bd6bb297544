import { fixedValues } from "../schema/tags.js";
import type { Memo } from "../base/memo.js";
import { pascalCase } from "../base/pascal-case.js";
import { isReservedName } from "./reserved-names.js";
import type { Schema } from "../schema/schema.js";

/** The names that schemas have so far, and the names that no other schema may get. */
export type InlineNaming = { readonly names: Map<Schema, string>; readonly taken: Set<string>; readonly memo: Memo };

/**
 * Names the inline objects of a declaration. A name consists of the parent's name and a word. The word is the property,
 * `Item` for the items of a list, `Value` for the values of a map, or the constant or title of a union's branch. If the
 * name is taken, the object stays inline.
 *
 * @returns the named schemas in the order of the declaration.
 */
export function nameInlineObjects(root: Schema, rootName: string, { names, taken, memo }: InlineNaming): Schema[] {
  const found: Schema[] = [];
  const inside = memo.get("inline objects", root, [rootName], () => partsBelow(root, rootName));
  for (let index = 0; index < inside.length; index++) {
    const { schema, name, size, isPlain } = inside[index] as Part;
    if (names.has(schema)) {
      index += size;
      continue;
    }
    if (!isPlain || taken.has(name)) continue;
    names.set(schema, name);
    taken.add(name);
    found.push(schema);
  }
  return found;
}

/** An inline schema that can have a name, or contains such schemas. The next `size` parts of the list are inside it. */
type Part = { readonly schema: Schema; readonly name: string; readonly size: number; readonly isPlain: boolean };

function partsBelow(schema: Schema, name: string): Part[] {
  return inlineChildren(schema, name).flatMap(([child, childName]) => {
    if (child.ref !== undefined) return [];
    const below = partsBelow(child, childName);
    const isPlain = isPlainObject(child) && !isReservedName(childName);
    return isPlain || below.length > 0 ? [{ schema: child, name: childName, size: below.length, isPlain }, ...below] : [];
  });
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

/** Returns an empty text if nothing distinguishes the branch. It then stays inline, because its parent has that name. */
function branchName(branch: Schema): string {
  if (branch.annotations.title !== undefined) return pascalCase(branch.annotations.title);
  for (const [key] of branch.properties ?? []) {
    const [value, ...others] = fixedValues(branch, `/${key}`) ?? [];
    if (typeof value === "string" && others.length === 0) return pascalCase(value);
  }
  return "";
}
