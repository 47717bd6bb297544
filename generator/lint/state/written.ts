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

  /** Returns a fault if the annotated object may have no string that can replace a placeholder. */
  placeholderFault(token: PathToken): Fault | undefined {
    if ("key" in token) return undefined;
    const shown = `{${token.names.join(".")}}`;
    let conjuncts = this.#conjuncts;
    for (const [index, name] of token.names.entries()) {
      const declared = declaredIn(conjuncts, name);
      if (declared.length === 0) return undeclared(name, conjuncts, "/at");
      if (!isRequiredIn(conjuncts, name)) {
        const message = `"${shown}" in "at" needs a value in every event, but "${token.names.slice(0, index + 1).join(".")}" is optional here.`;
        return {
          rule: "STATE_SOURCE_UNKNOWN",
          part: "/at",
          message,
          hint: 'Make the property required, or put the step into a "then" whose "if" requires the property.',
        };
      }
      conjuncts = conjunctsOf(declared);
    }
    if ([...typesOf(this.keySchema(token.names))].join() === "string") return undefined;
    const message = `"${shown}" in "at" becomes a key in the state, so the property has to be a string.`;
    return { rule: "STATE_SOURCE_UNKNOWN", part: "/at", message, hint: 'Give the property "type": "string".' };
  }

  /** Returns the schema of the strings that can replace a placeholder. */
  keySchema(names: readonly string[]): Schema {
    const [first] = this.#conjuncts;
    const schemas = names.reduce<readonly Schema[]>((inner, name) => declaredIn(conjunctsOf(inner), name), this.#conjuncts);
    // An annotated object always has at least one schema.
    return conjunction(schemas, first as Schema);
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

function undeclared(name: string, conjuncts: readonly Schema[], part: string): Fault {
  const known = conjuncts.flatMap(({ properties }) => [...(properties?.keys() ?? [])]);
  const suggestion = nearest(name, known);
  const hint =
    suggestion === undefined
      ? "Declare the property in the event's schema, or let the step read another property."
      : `Did you mean "${suggestion}"?`;
  return { rule: "STATE_SOURCE_UNKNOWN", part, message: `The annotated object declares no "${name}".`, hint };
}
