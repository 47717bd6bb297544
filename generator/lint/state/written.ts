import { nearest } from "../../base/nearest.js";
import { typesOf } from "../../schema/facts.js";
import { groupBy } from "../../base/group-by.js";
import type { ReaderView } from "../../schema/reader-view.js";
import type { Schema } from "../../schema/schema.js";
import { conjunctsOf, conjunction, declaredIn, isRequiredIn } from "../../schema/conjuncts.js";
import type { PathToken, StateBlock, Step } from "../../model/state/state-model.js";
import type { Fault } from "./step-findings.js";

/**
 * The object with the `x-state` annotation, from which a step reads values. The schemas are those that one kind of
 * reader, strict or tolerant, applies.
 */
export class SourceObject {
  readonly #conjuncts: readonly Schema[];
  readonly #tags: readonly string[];

  constructor({ conjuncts, tags }: StateBlock, view: ReaderView) {
    this.#conjuncts = conjunctsOf(conjuncts.map((schema) => view.of(schema)));
    this.#tags = tags;
  }

  /**
   * Returns the schema of the values that a step writes, or a fault. Callers do not call it for a step that writes a
   * constant.
   */
  written({ source, owner }: Step): Schema | Fault {
    switch (source.kind) {
      case "from":
        return this.#at(source.names, owner, "/from");
      case "pick":
        return this.#picked(source.names, owner);
      default:
        return this.#whole(owner);
    }
  }

  /** Returns a fault if the annotated object may have no string or integer that can replace a placeholder. */
  placeholderFault(token: PathToken): Fault | undefined {
    if ("key" in token) return undefined;
    const shown = `{${token.names.join(".")}}`;
    const missing = this.#missingFault(token.names, "/at");
    if (missing !== undefined) {
      if ("rule" in missing) return missing;
      const message = `"${shown}" in "at" needs a value in every event, but "${missing.optional}" is optional here.`;
      return {
        rule: "STATE_SOURCE_UNKNOWN",
        part: "/at",
        message,
        hint: 'Make the property required, or put the step into a "then" whose "if" requires the property.',
      };
    }
    const schema = this.schemaAt(token.names);
    if ([...typesOf(schema)].join() === "string" || isInteger(schema)) return undefined;
    const message = `"${shown}" in "at" becomes a key in the state, so the property has to be a string or an integer.`;
    return { rule: "STATE_SOURCE_UNKNOWN", part: "/at", message, hint: 'Give the property "type": "string" or "type": "integer".' };
  }

  /** Returns a fault if the annotated object may lack the value that a part of an "extend" step names. */
  pieceFault(part: "from" | "offset", names: readonly string[]): Fault | undefined {
    const missing = this.#missingFault(names, `/${part}`);
    if (missing === undefined || "rule" in missing) return missing;
    const message = `"${part}" of "extend" needs a value in every event, but "${missing.optional}" is optional here.`;
    return { rule: "STATE_TEXT_SOURCE", part: `/${part}`, message, hint: "Make the property required." };
  }

  /** Returns the schema of the values at a path of names. The path has to be declared. */
  schemaAt(names: readonly string[]): Schema {
    const [first] = this.#conjuncts;
    const schemas = names.reduce<readonly Schema[]>((inner, name) => declaredIn(conjunctsOf(inner), name), this.#conjuncts);
    // An annotated object always has at least one schema.
    return conjunction(schemas, first as Schema);
  }

  /** Returns the schema of the keys that can replace a placeholder. The key of an integer is its decimal. */
  keySchema(names: readonly string[]): Schema {
    const schema = this.schemaAt(names);
    if (!isInteger(schema)) return schema;
    const { location, dialect } = schema;
    return { location, dialect, annotations: {}, types: ["string"], pattern: decimalPattern };
  }

  /** Returns the part of a path that is optional, or a fault if it is not declared; `undefined` if every event has the value. */
  #missingFault(names: readonly string[], part: string): Fault | { readonly optional: string } | undefined {
    let conjuncts = this.#conjuncts;
    for (const [index, name] of names.entries()) {
      const declared = declaredIn(conjuncts, name);
      if (declared.length === 0) return undeclared(name, conjuncts, part);
      if (!isRequiredIn(conjuncts, name)) return { optional: names.slice(0, index + 1).join(".") };
      conjuncts = conjunctsOf(declared);
    }
    return undefined;
  }

  #at(names: readonly string[], owner: Schema, part: string): Schema | Fault {
    let schemas: readonly Schema[] = this.#conjuncts;
    for (const name of names) {
      const conjuncts = conjunctsOf(schemas);
      schemas = declaredIn(conjuncts, name);
      if (schemas.length === 0) return undeclared(name, conjuncts, part);
    }
    return conjunction(schemas, owner);
  }

  #picked(names: readonly string[], { location, dialect }: Schema): Schema | Fault {
    const properties = new Map<string, Schema>();
    for (const [index, name] of names.entries()) {
      const schema = this.#at([name], { location, dialect, annotations: {} }, `/pick/${index}`);
      if ("rule" in schema) return schema;
      properties.set(name, schema);
    }
    const required = names.filter((name) => isRequiredIn(this.#conjuncts, name));
    const nothingElse: Schema = { location, dialect, annotations: {}, always: false };
    return { location, dialect, annotations: {}, types: ["object"], properties, required, additionalProperties: nothingElse };
  }

  /**
   * Returns a schema that accepts every value that the annotated object can have. If the object has several schemas,
   * the result may also accept other values.
   */
  #whole({ location, dialect }: Schema): Schema {
    const declared = groupBy(
      this.#conjuncts.flatMap(({ properties }) => [...(properties ?? [])]).filter(([name]) => !this.#tags.includes(name)),
      ([name]) => name,
    );
    const plain: Schema = { location, dialect, annotations: {}, types: ["object"] };
    const properties = new Map(
      [...declared].map(([name, entries]) => [
        name,
        conjunction(
          entries.map(([, schema]) => schema),
          plain,
        ),
      ]),
    );
    const required = [...new Set(this.#conjuncts.flatMap((schema) => schema.required ?? []))].filter((name) => !this.#tags.includes(name));
    // "additionalProperties" depends on "patternProperties" of the same schema, so both are taken from one schema.
    // Without the keywords of the other schemas, the result only accepts more values.
    const closing = this.#conjuncts.find((schema) => schema.additionalProperties?.always === false);
    const { additionalProperties, patternProperties } =
      closing ?? this.#conjuncts.find((schema) => schema.additionalProperties !== undefined) ?? plain;
    return {
      ...plain,
      properties,
      required,
      ...(additionalProperties !== undefined && { additionalProperties }),
      ...(patternProperties !== undefined && { patternProperties }),
    };
  }
}

function isInteger(schema: Schema): boolean {
  return [...typesOf(schema)].join() === "number" && conjunctsOf([schema]).some(({ types }) => types?.join() === "integer");
}

/** Matches the text of every integer, also of one that JSON writes with an exponent. */
const decimalPattern = "^-?[0-9][0-9.]*(e\\+[0-9]+)?$";

function undeclared(name: string, conjuncts: readonly Schema[], part: string): Fault {
  const known = conjuncts.flatMap(({ properties }) => [...(properties?.keys() ?? [])]);
  const suggestion = nearest(name, known);
  const hint =
    suggestion === undefined
      ? "Declare the property in the event's schema, or let the step read another property."
      : `Did you mean "${suggestion}"?`;
  return { rule: "STATE_SOURCE_UNKNOWN", part, message: `The annotated object declares no "${name}".`, hint };
}
