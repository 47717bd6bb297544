import { fixedValues } from "../schema/tags.js";
import type { Memo } from "../base/memo.js";
import { pascalCase } from "../base/pascal-case.js";
import { isReservedName } from "./reserved-names.js";
import type { Schema } from "../schema/schema.js";

/** The type names that schemas have so far, and the type names that no further schema may get. */
export type InlineNaming = { readonly names: Map<Schema, string>; readonly taken: Set<string>; readonly memo: Memo };

/**
 * Gives type names to the object schemas inside a schema, so that they are declared as types. A name consists of the name
 * of the schema around the object and a word. The word is the property's name, `Item` for the items of a list, or `Value` for
 * the values of a map. For a union's branch it is the branch's title or first constant. If the name is taken, the object gets
 * no name.
 *
 * @returns the schemas that got a name, in the order in which they occur in `root`.
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

/**
 * A schema inside another that can get a type name, or contains such schemas. In a list of parts, the next `size` parts
 * are inside this one.
 */
type Part = { readonly schema: Schema; readonly name: string; readonly size: number; readonly isPlain: boolean };

function partsBelow(schema: Schema, name: string): Part[] {
  return inlineChildren(schema, name).flatMap(([child, childName, isPartOfName = false]) => {
    if (child.ref !== undefined) return [];
    const below = partsBelow(child, childName);
    const isPlain = isPlainObject(child) && !isPartOfName && !isReservedName(childName);
    return isPlain || below.length > 0 ? [{ schema: child, name: childName, size: below.length, isPlain }, ...below] : [];
  });
}

function isPlainObject(schema: Schema): boolean {
  const named = schema.types === undefined || schema.types.join() === "object";
  return named && (schema.properties?.size ?? 0) > 0 && schema.constant === undefined && schema.enum === undefined;
}

/** A schema inside another, its type name, and whether it is one of several schemas that this name would describe together. */
type InlineChild = [schema: Schema, name: string, isPartOfName?: boolean];

function inlineChildren(schema: Schema, name: string): InlineChild[] {
  const found: InlineChild[] = [];
  for (const part of schema.allOf ?? []) found.push([part, name, isOneOfSeveral(schema.allOf)]);
  for (const [key, child] of schema.properties ?? []) found.push([child, name + pascalCase(key)]);
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  for (const branch of branches) found.push([branch, name + branchName(branch), branchName(branch) === "" && isOneOfSeveral(branches)]);
  if (schema.items !== undefined) found.push([schema.items, `${name}Item`]);
  for (const child of [schema.additionalProperties, ...(schema.patternProperties?.values() ?? [])]) {
    if (child !== undefined) found.push([child, `${name}Value`]);
  }
  return found;
}

/** Returns true if several schemas of a list accept other values than `null`. The name of the list's type must not go to one of them. */
function isOneOfSeveral(schemas: readonly Schema[] = []): boolean {
  return schemas.filter(({ types }) => types?.join() !== "null").length > 1;
}

/** Returns the title of a union's branch, else the text of its first constant; an empty text if the branch has neither. */
function branchName(branch: Schema): string {
  if (branch.annotations.title !== undefined) return pascalCase(branch.annotations.title);
  for (const [key] of branch.properties ?? []) {
    const [value, ...others] = fixedValues(branch, `/${key}`) ?? [];
    if (typeof value === "string" && others.length === 0) return pascalCase(value);
  }
  return "";
}
