import type { Json } from "../../base/json.js";
import { propertyAccess } from "../../types/property-key.js";
import type { TypeMaker } from "../../types/type-of.js";
import type { ObjectNode, TypeNode } from "../../types/type-node.js";

/**
 * An expression of generated code that reads a part of an event. As long as TypeScript knows the
 * parts, they are read as properties; where it does not, by a helper that takes any value.
 */
export class Access {
  readonly text: string;
  readonly #node: TypeNode | undefined;
  readonly #isOptional: boolean;
  readonly #types: TypeMaker;
  /** Names of properties that are there, because a condition around the code has asked. */
  readonly #present: ReadonlySet<string>;

  /** @param node what TypeScript knows of the expression; `undefined` for nothing. */
  constructor(text: string, node: TypeNode | undefined, types: TypeMaker, isOptional = false, present: ReadonlySet<string> = new Set()) {
    this.text = text;
    this.#node = node;
    this.#isOptional = isOptional;
    this.#types = types;
    this.#present = present;
  }

  /** A property, or an element of a list. */
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

  /** What stands at a path of names. */
  at(names: readonly string[]): Access {
    return names.reduce<Access>((inner, name) => inner.member(name), this);
  }

  /** The expression as a string: it is one where the event is valid. */
  get asKey(): string {
    return this.#node === undefined || this.#node.kind === "unknown" || this.#isOptional ? `String(${this.text})` : this.text;
  }

  /** The expression as one that is there, inside of a block that has asked. */
  present(): Access {
    return new Access(this.text, this.#node, this.#types);
  }

  /** The expression inside of a block that has asked for some of its properties. */
  having(names: readonly string[]): Access {
    return new Access(this.text, this.#node, this.#types, this.#isOptional, new Set([...this.#present, ...names]));
  }

  /** The expression where a property of it has some of its values; `undefined` where TypeScript does not follow a switch over it. */
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

  /** True where TypeScript lets the expression be compared with the values. */
  isComparable(values: readonly Json[]): boolean {
    const node = this.#expanded();
    const members = node?.kind === "union" ? node.members : node === undefined ? [] : [node];
    return values.every((value) =>
      members.some((member) =>
        member.kind === "literal"
          ? member.value === value
          : member.kind === "primitive" && member.name === (value === null ? "null" : typeof value),
      ),
    );
  }

  /** The same part, read as a value of which nothing is known. */
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

/** The constants that a required property of an object may have; `undefined` where it may be anything. */
function literalsOf({ properties, required }: ObjectNode, name: string): readonly Json[] | undefined {
  const type = properties.get(name)?.type;
  if (type === undefined || !required.has(name)) return undefined;
  const members = type.kind === "union" ? type.members : [type];
  const values = members.flatMap((member) => (member.kind === "literal" ? [member.value] : []));
  return values.length === members.length ? values : undefined;
}
