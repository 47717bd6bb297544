import { ownDescription } from "../../types/doc-comment.js";
import type { Schema } from "../../schema/schema.js";
import { constraintLines, shownValue } from "../../types/constraints.js";
import type { ObjectNode, PropertyNode, TypeNode } from "../../types/type-node.js";
import type { Row } from "./page.js";
import { firstSentence } from "./rich-text.js";
import { typeSpans } from "./type-spans.js";
import type { AnchorOf } from "./type-spans.js";

/** Returns true for an object type that the documentation shows as a table of fields, not as a TypeScript type. */
export function isTabular(node: TypeNode): boolean {
  return node.kind === "object" && (node.properties.size > 0 || node.index === undefined);
}

/**
 * Returns the rows of a table with the fields of a type. A field that is an object without a name is followed by the rows
 * of its fields.
 */
export function fieldRows(node: TypeNode, anchorOf: AnchorOf): Row[] {
  return new FieldRows(anchorOf).of(node, "");
}

class FieldRows {
  readonly #anchorOf: AnchorOf;

  constructor(anchorOf: AnchorOf) {
    this.#anchorOf = anchorOf;
  }

  of(node: TypeNode, path: string): Row[] {
    switch (node.kind) {
      case "object":
        return this.#object(node, path);
      case "array":
        return this.of(node.item, `${path}[]`);
      case "tuple":
        return node.items.flatMap((item, index) => this.#item(item, `${path}[${index}]`));
      case "union":
        return this.#union(node.members, path);
      case "intersection":
        return node.members.flatMap((member) => this.of(member, path));
      default:
        return [];
    }
  }

  #object({ properties, required, index }: ObjectNode, path: string): Row[] {
    const rows = [...properties].flatMap(([name, property]) => {
      const inner = path === "" ? name : `${path}.${name}`;
      return [this.#row(inner, property, required.has(name)), ...this.of(property.type, inner)];
    });
    return index === undefined ? rows : [...rows, ...this.of(index, path === "" ? "*" : `${path}.*`)];
  }

  /** Returns a row for an element of a tuple, followed by the rows of the fields inside the element. */
  #item(type: TypeNode, path: string): Row[] {
    return [this.#row(path, { type, schemas: [] }, true), ...this.of(type, path)];
  }

  #union(members: readonly TypeNode[], path: string): Row[] {
    const variants = members.filter((member) => this.of(member, path).length > 0);
    if (variants.length === 1) return variants.flatMap((variant) => this.of(variant, path));
    return variants.flatMap((variant, index): Row[] => {
      const subject = path === "" ? "" : `${path}: `;
      const label = `${subject}variant ${index + 1} of ${variants.length}${constantsOf(variant)}`;
      return [{ kind: "variant", label }, ...this.of(variant, path)];
    });
  }

  #row(path: string, { type, schemas }: PropertyNode, required: boolean): Row {
    const defaults = schemas.flatMap(({ annotations }) =>
      annotations.default === undefined ? [] : [`Default: \`${shownValue(annotations.default)}\`.`],
    );
    return {
      kind: "field",
      path,
      type: typeSpans(type, this.#anchorOf),
      required,
      deprecated: schemas.some(({ annotations }) => annotations.deprecated === true),
      constraints: [...new Set([...constraintLines(schemas), ...itemConstraints(schemas), ...defaults])].join(" "),
      description: descriptionOf(schemas),
    };
  }
}

/** Returns words for a variant's heading that name its constant fields, such as `, where op is "add"`; an empty text without constants. */
function constantsOf(node: TypeNode): string {
  if (node.kind !== "object") return "";
  const constants = [...node.properties].flatMap(([name, { type }]) =>
    type.kind === "literal" && node.required.has(name) ? [`${name} is ${JSON.stringify(type.value)}`] : [],
  );
  return constants.length === 0 ? "" : `, where ${constants.join(" and ")}`;
}

function itemConstraints(schemas: readonly Schema[]): string[] {
  const items = schemas.flatMap(({ items: item }) => (item === undefined || item.ref !== undefined ? [] : [item]));
  return constraintLines(items).map((line) => `Each item: ${line.charAt(0).toLowerCase()}${line.slice(1)}`);
}

/** Returns the description of a field; if it has none, the first sentence of the description of its type. */
function descriptionOf(schemas: readonly Schema[]): string {
  const own = schemas.map(({ annotations }) => ownDescription(annotations));
  const referred = schemas.map(({ ref }) => firstSentence(ref?.annotations.description ?? ""));
  return [...own.toReversed(), ...referred].find((text) => text.trim() !== "")?.trim() ?? "";
}
