import type { Finding } from "../diagnostics/diagnostic.js";
import { joinPointer } from "../base/pointer.js";
import type { Schema } from "../schema/schema.js";

/** Finds schemas that apply themselves to the same value, through a chain of `$ref`, `allOf`, `anyOf`, `oneOf` and the like. */
export function lintRefCycles(schemas: readonly Schema[]): Finding[] {
  const settled = new Set<Schema>();
  return schemas.flatMap((schema) => {
    const cycle = cycleFrom(schema, settled);
    return cycle === undefined ? [] : [finding(cycle)];
  });
}

/**
 * Returns a schema on a cycle that can be reached from `start`, by a depth-first search. The search uses an array as
 * its stack, because a chain may have thousands of schemas.
 */
function cycleFrom(start: Schema, settled: Set<Schema>): Schema | undefined {
  const path = new Set<Schema>();
  const stack: { readonly schema: Schema; readonly done: boolean }[] = [{ schema: start, done: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.done) {
      path.delete(top.schema);
      settled.add(top.schema);
    } else if (path.has(top.schema)) {
      for (const schema of path) settled.add(schema);
      return top.schema;
    } else if (!settled.has(top.schema)) {
      path.add(top.schema);
      stack.push({ schema: top.schema, done: true }, ...inPlace(top.schema).map((schema) => ({ schema, done: false })));
    }
  }
  return undefined;
}

/** Returns the schemas that apply to the same value as a schema, such as the target of its `$ref`. */
function inPlace(schema: Schema): Schema[] {
  const { ref, allOf = [], anyOf = [], oneOf = [], not, dependentSchemas } = schema;
  const conditional = [schema.if, schema.then, schema.else];
  return [ref, not, ...conditional, ...allOf, ...anyOf, ...oneOf, ...(dependentSchemas?.values() ?? [])].filter(
    (part) => part !== undefined,
  );
}

function finding({ location, ref }: Schema): Finding {
  const pointer = ref === undefined ? location.pointer : joinPointer(location.pointer, "$ref");
  return {
    rule: "REF_CYCLE",
    place: { file: location.file, pointer, on: "value" },
    message: "This schema refers to itself without a property or an item in between, so it describes no value.",
    hint: "Put a property or an item between the schema and its reference to itself, or remove the reference.",
  };
}
