import type { Json } from "../../base/json.js";
import { propertyAccess } from "../../types/print-type.js";
import type { TypeMaker } from "../../types/type-of.js";
import type { ObjectNode, TypeNode } from "../../types/type-node.js";

/**
 * An expression of generated code that reads a part of an event. If the event's TypeScript type declares the part, the
 * expression reads a property, such as `event.run`. Otherwise it calls `memberOf`, which accepts any value.
 */
export class Access {
  readonly text: string;
  readonly #node: TypeNode | undefined;
  readonly #isOptional: boolean;
  readonly #types: TypeMaker;
  /** The names of properties of which a condition around the expression has checked that they are present. */
  readonly #present: ReadonlySet<string>;

  /** @param node The TypeScript type of the expression; `undefined` if it is unknown. */
  constructor(text: string, node: TypeNode | undefined, types: TypeMaker, isOptional = false, present: ReadonlySet<string> = new Set()) {
    this.text = text;
    this.#node = node;
    this.#isOptional = isOptional;
    this.#types = types;
    this.#present = present;
  }

  /** Returns the expression that reads a property of this value, or an element if this value is a list. */
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

  /** Returns the expression that reads the value at a path of names inside this value. */
  at(names: readonly string[]): Access {
    return names.reduce<Access>((inner, name) => inner.member(name), this);
  }

  /** The code of the expression as a string, for a key of the state. Calls `String(…)` unless TypeScript knows that it is a string. */
  get asKey(): string {
    return !this.#isOptional && this.#is("string") ? this.text : `String(${this.text})`;
  }

  /** The code of the expression as a number. Calls `Number(…)` unless TypeScript knows that the value is a number. */
  get asNumber(): string {
    return !this.#isOptional && this.#is("number") ? this.text : `Number(${this.text})`;
  }

  /** Returns the expression for code that runs only if this value is present. */
  present(): Access {
    return new Access(this.text, this.#node, this.#types);
  }

  /** Returns the expression for code that runs only if the properties `names` of this value are present. */
  having(names: readonly string[]): Access {
    return new Access(this.text, this.#node, this.#types, this.#isOptional, new Set([...this.#present, ...names]));
  }

  /**
   * Returns the expression for a case of a switch over the property `name`, in which the property has one of `values`.
   * Returns `undefined` if TypeScript does not narrow the type of this value to one member of a union in that case.
   */
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

  /** Returns the expression that reads a property of this value by `memberOf`, so that its type is unknown. */
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

  /** Returns true if TypeScript knows that the value has a type. */
  #is(type: "string" | "number"): boolean {
    const node = this.#expanded();
    const members = node?.kind === "union" ? node.members.map((member) => this.#expand(member)) : [node];
    return members.every((member) => {
      if (member?.kind === "literal") return typeof member.value === type;
      return member?.kind === "primitive" ? member.name === type : member?.kind === "other" && type === "string";
    });
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

/**
 * Returns the constants that a required property of an object type may have; `undefined` if the property is optional or
 * may have other values.
 */
function literalsOf({ properties, required }: ObjectNode, name: string): readonly Json[] | undefined {
  const type = properties.get(name)?.type;
  if (type === undefined || !required.has(name)) return undefined;
  const members = type.kind === "union" ? type.members : [type];
  const values = members.flatMap((member) => (member.kind === "literal" ? [member.value] : []));
  return values.length === members.length ? values : undefined;
}
