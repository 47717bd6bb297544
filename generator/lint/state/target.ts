import { nearest } from "../../base/nearest.js";
import { isImpossible, typesOf } from "../../schema/facts.js";
import type { Schema } from "../../schema/schema.js";
import { compoundKeyword, conjunctsOf, conjunction, isRequiredIn } from "../../schema/conjuncts.js";
import type { PathToken } from "../../model/state/state-model.js";
import { pathText } from "./step-findings.js";
import type { Fault } from "./step-findings.js";

/** An object of the state that is on the path to the place that a step writes to. */
export type Container = {
  /** All schemas that the object has to satisfy. */
  readonly conjuncts: readonly Schema[];
  /** True if the object may be missing when the event arrives. The step then creates it. */
  readonly mayBeMissing: boolean;
  /** The key of the object, or the placeholder, by which the path continues. */
  readonly token: PathToken;
};

/** The place that a step writes to: the objects on the path, and the schema of the value at its end. */
export type Target = { readonly containers: readonly Container[]; readonly schema: Schema; readonly mayBeMissing: boolean };

/** Follows the "at" of a step through the state's schema. Returns a fault if the schema does not declare the place. */
export function findTarget(state: Schema, at: readonly PathToken[]): Target | Fault {
  const containers: Container[] = [];
  let schemas: readonly Schema[] = [state];
  let mayBeMissing = false;
  for (const [index, token] of at.entries()) {
    const conjuncts = conjunctsOf(schemas);
    const passed = at.slice(0, index);
    const fault = containerFault(conjuncts, passed);
    if (fault !== undefined) return fault;
    mayBeMissing ||= typesOf(conjunction(schemas, state)).size > 1;
    containers.push({ conjuncts, mayBeMissing, token });
    const inner = childrenAt(conjuncts, token);
    if (inner.length === 0) return unknownKey(conjuncts, token, passed);
    schemas = inner;
    mayBeMissing ||= !("key" in token) || !isRequiredIn(conjuncts, token.key);
  }
  return { containers, schema: conjunction(schemas, state), mayBeMissing };
}

/** Returns a fault if the value cannot be an object, or if changing one property could make the object invalid. */
export function containerFault(conjuncts: readonly Schema[], path: readonly PathToken[]): Fault | undefined {
  const shown = JSON.stringify(pathText(path));
  const types = typesOf(conjunction(conjuncts, conjuncts[0] as Schema));
  if (!types.has("object")) {
    const isList = types.has("array");
    const message = `${shown} in the state is ${isList ? "a list, whose items have no keys" : "not an object, so it has no properties"}.`;
    return {
      rule: "STATE_TARGET_UNKNOWN",
      part: "/at",
      message,
      hint: isList ? 'Use a map by id instead of the list, or "append" to the list itself.' : 'Correct "at", or the schema of the state.',
    };
  }
  const keyword = compoundKeyword(conjuncts);
  if (keyword === undefined) return undefined;
  const message = `${shown} in the state has "${keyword}", which a step that changes one property could break.`;
  return {
    rule: "STATE_TARGET_BROKEN",
    part: "/at",
    message,
    hint: `Remove "${keyword}" from the object's schema, or "set" the whole object.`,
  };
}

/**
 * Returns the schemas that the value under a key of an object may have to satisfy. A placeholder may become any key,
 * also a declared one. Returns an empty list if none of `conjuncts` declares the key, or if one of them forbids it.
 */
function childrenAt(conjuncts: readonly Schema[], token: PathToken): Schema[] {
  const found = conjuncts.map((schema) => ("key" in token ? childrenNamed(schema, token.key) : childrenOfMap(schema)));
  return found.includes("refused") ? [] : found.flatMap((schemas) => (schemas === "refused" ? [] : schemas));
}

function childrenNamed({ properties, patternProperties, additionalProperties }: Schema, key: string): readonly Schema[] | "refused" {
  const own = properties?.get(key);
  const matching = [...(patternProperties ?? [])].filter(([pattern]) => new RegExp(pattern, "u").test(key)).map(([, schema]) => schema);
  const named = own === undefined ? matching : [own, ...matching];
  if (named.length > 0 || additionalProperties === undefined) return named;
  return isImpossible(additionalProperties) ? "refused" : [additionalProperties];
}

function childrenOfMap({ properties, patternProperties, additionalProperties }: Schema): readonly Schema[] | "refused" {
  const open = [...(patternProperties?.values() ?? []), ...(additionalProperties === undefined ? [] : [additionalProperties])];
  if (open.length === 0) return [];
  // A placeholder may become a key that matches no pattern. `additionalProperties: false` forbids such a key.
  return additionalProperties !== undefined && isImpossible(additionalProperties) ? "refused" : [...(properties?.values() ?? []), ...open];
}

function unknownKey(conjuncts: readonly Schema[], token: PathToken, passed: readonly PathToken[]): Fault {
  const shown = passed.length === 0 ? "The state" : `${JSON.stringify(pathText(passed))} in the state`;
  const rule = "STATE_TARGET_UNKNOWN";
  if (!("key" in token)) {
    const hint = 'Give the object "additionalProperties" with a schema, or name one of its properties in "at".';
    return { rule, part: "/at", message: `${shown} is not a map, so "{${token.names.join(".")}}" cannot be one of its keys.`, hint };
  }
  const known = conjuncts.flatMap(({ properties }) => [...(properties?.keys() ?? [])]);
  const suggestion = nearest(token.key, known);
  const hint =
    suggestion === undefined ? 'Correct "at", or declare the property in the schema of the state.' : `Did you mean "${suggestion}"?`;
  return { rule, part: "/at", message: `${shown} declares no "${token.key}".`, hint };
}
