import type { Json } from "../../base/json.js";
import { propertyAccess } from "../../types/print-type.js";
import type { TypeMaker } from "../../types/type-of.js";
import type { ObjectNode, TypeNode } from "../../types/type-node.js";

/**
 * An expression of generated code that reads a part of an event. If TypeScript knows a part, the expression reads it as
 * a property. Otherwise it calls a helper that takes any value.
 */
export class Access {
  readonly text: string;
  readonly #node: TypeNode | undefined;
  readonly #isOptional: boolean;
  readonly #types: TypeMaker;
  /** The names of properties that are present, because a condition around the code has checked. */
  readonly #present: ReadonlySet<string>;

  /** @param node The type of the expression for TypeScript; `undefined` if TypeScript knows nothing. */
  constructor(text: string, node: TypeNode | undefined, types: TypeMaker, isOptional = false, present: ReadonlySet<string> = new Set()) {
    this.text = text;
    this.#node = node;
    this.#isOptional = isOptional;
    this.#types = types;
    this.#present = present;
  }

  /** Returns the expression of a property, or of an element of a list. */
  member(name: string): Access {
    const node = this.#expanded();
    if (node?.kind === "object") return this.#property(node, name);
    if (node?.kind === "tuple" && /^\d+$/.test(name)) {
      return new Access(
        `${this.text}${this.#isOptional ? "?." : ""}[${name}]`,
        node.items[Number(name)],
        this.#types,
        this.#isOptional || Number(name) >= node.required,
      );
    }
    return this.#unknown(name);
  }

  /** Returns the expression of the value at a path of names. */
  at(names: readonly string[]): Access {
    return names.reduce<Access>((inner, name) => inner.member(name), this);
  }

  /** The expression as a string. For a valid event its value is a string. */
  get asKey(): string {
    return this.#node === undefined || this.#node.kind === "unknown" || this.#isOptional ? `String(${this.text})` : this.text;
  }

  /** Returns the expression for a block that has checked that the value is present. */
  present(): Access {
    return new Access(this.text, this.#node, this.#types);
  }

  /** Returns the expression for a block that has checked that some of its properties are present. */
  having(names: readonly string[]): Access {
    return new Access(this.text, this.#node, this.#types, this.#isOptional, new Set([...this.#present, ...names]));
  }

  /** Returns the expression for a case of a switch over a property. Returns `undefined` if TypeScript does not narrow by that switch. */
  narrowed(name: string, values: readonly Json[]): Access | undefined {
    const node = this.#expanded();
    if (node?.kind !== "union" || this.#isOptional) return undefined;
    const members = node.members.map((member) => this.#expand(member));
    const constants = members.map((member) => (member?.kind === "object" ? literalsOf(member, name) : undefined));
    if (constants.includes(undefined)) return undefined;
    const fitting = node.members.filter((_member, index) => constants[index]?.some((value) => values.includes(value)) === true);
    const [only] = fitting;
    if (fitting.length !== 1 || only === undefined) return undefined;
    return new Access(this.text, only, this.#types, false, this.#present);
  }

  /** Returns true if TypeScript allows a comparison of the expression with the values. */
  isComparable(values: readonly Json[]): boolean {
    const node = this.#expanded();
    const members = node?.kind === "union" ? node.members : node === undefined ? [] : [node];
    return values.every((value) =>
      members.some((member) =>
        member.kind === "literal"
          ? member.value === value
          : member.kind === "other"
            ? typeof value === "string"
            : member.kind === "primitive" && member.name === (value === null ? "null" : typeof value),
      ),
    );
  }

  /** Returns the same part with an unknown type. */
  memberUnknown(name: string): Access {
    return this.#unknown(name);
  }

  #property(node: ObjectNode, name: string): Access {
    const dot = this.#isOptional ? "?." : "";
    const property = node.properties.get(name);
    if (property === undefined) return this.#unknown(name);
    const access = propertyAccess(name);
    const text = access.startsWith(".") ? `${this.text}${this.#isOptional ? "?" : ""}${access}` : `${this.text}${dot}${access}`;
    return new Access(text, property.type, this.#types, this.#isOptional || !(node.required.has(name) || this.#present.has(name)));
  }

  #unknown(name: string): Access {
    return new Access(`memberOf(${this.text}, ${JSON.stringify(name)})`, undefined, this.#types);
  }

  #expanded(): TypeNode | undefined {
    return this.#node === undefined ? undefined : this.#expand(this.#node);
  }

  #expand(node: TypeNode): TypeNode | undefined {
    let current: TypeNode = node;
    const seen = new Set<TypeNode>();
    while (current.kind === "name" && !seen.has(current)) {
      seen.add(current);
      current = this.#types.declared(current.schema);
    }
    return current;
  }
}

/** Returns the constants that a required property of an object may have; `undefined` if it may have other values. */
function literalsOf({ properties, required }: ObjectNode, name: string): readonly Json[] | undefined {
  const type = properties.get(name)?.type;
  if (type === undefined || !required.has(name)) return undefined;
  const members = type.kind === "union" ? type.members : [type];
  const values = members.flatMap((member) => (member.kind === "literal" ? [member.value] : []));
  return values.length === members.length ? values : undefined;
}
