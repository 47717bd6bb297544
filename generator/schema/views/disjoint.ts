import { typesOf } from "../facts.js";
import { joinPointer } from "../../base/pointer.js";
import { remember } from "../../base/fact.js";
import type { Schema } from "../schema.js";
import { fixedValues, overlap, requiresPointer } from "../tags.js";
import { composition } from "./composition.js";

/** True where it is plain that no value satisfies two of the branches: by their types, or by a required constant. */
export function areDisjoint(branches: readonly Schema[]): boolean {
  return branches.every((branch, index) => branches.slice(index + 1).every((other) => isDisjoint(branch, other)));
}

function isDisjoint(a: Schema, b: Schema): boolean {
  const [inA, inB] = [kinds(a), kinds(b)];
  if ([...inA].every((type) => !inB.has(type))) return true;
  if (![inA, inB].every((types) => types.size === 1 && types.has("object"))) return false;
  return required(a).some((pointer) => {
    const [valuesA, valuesB] = [fixedValues(a, pointer), fixedValues(b, pointer)];
    return valuesA !== undefined && valuesB !== undefined && requiresPointer(b, pointer) && !overlap(valuesA, valuesB);
  });
}

const kinds = remember((schema: Schema) => typesOf(schema));

/** Pointers to the members that a schema always requires. */
const required = remember((schema: Schema) =>
  composition(schema).flatMap((part) => (part.choices.length > 0 ? [] : (part.schema.required ?? []).map((name) => joinPointer("", name)))),
);
