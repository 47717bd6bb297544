import type { Json } from "../../base/json.js";
import type { StateTest } from "../../model/state/state-model.js";
import { propertyAccess } from "../../types/print-type.js";
import { unionOf } from "../../types/type-node.js";
import type { TypeNode } from "../../types/type-node.js";
import type { TypeMaker } from "../../types/type-of.js";
import { partOf, viewOf } from "../../types/type-view.js";
import type { Member } from "../../types/type-view.js";

/**
 * An expression of generated code that reads a part of an event. If the event's TypeScript type declares the part, the
 * expression reads a property, such as `event.run`. Otherwise it calls `memberOf`, which accepts any value.
 */
export class Access {
  readonly text: string;
  readonly #type: TypeNode | undefined;
  readonly #isOptional: boolean;
  readonly #types: TypeMaker;
  /** The names of properties of which a condition around the expression has checked that they are present. */
  readonly #present: ReadonlySet<string>;

  /** @param type The TypeScript type of the expression; `undefined` if it is unknown. */
  constructor(text: string, type: TypeNode | undefined, types: TypeMaker, isOptional = false, present: ReadonlySet<string> = new Set()) {
    this.text = text;
    this.#type = type;
    this.#isOptional = isOptional;
    this.#types = types;
    this.#present = present;
  }

  /** Returns the expression that reads a property of this value, or an element if this value is a list. */
  member(name: string): Access {
    const members = this.#members();
    const parts = members.map((member) => partOf(member, name));
    const known = parts.filter((part) => part !== undefined);
    const isList = members.some(({ kind }) => kind === "tuple");
    if (known.length === 0 || known.length < parts.length || (isList && members.length > 1)) return this.memberUnknown(name);
    const access = isList ? `[${name}]` : propertyAccess(name);
    const dot = !this.#isOptional ? "" : access.startsWith(".") ? "?" : "?.";
    const isPresent = this.#present.has(name) || known.every(({ isRequired }) => isRequired);
    const type = unionOf(known.map((part) => part.type));
    return new Access(`${this.text}${dot}${access}`, type, this.#types, this.#isOptional || !isPresent);
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
    return new Access(this.text, this.#type, this.#types);
  }

  /** Returns the expression for code that runs only if this value passes the tests. */
  having(tests: readonly StateTest[]): Access {
    const asked = tests.flatMap(({ name, values }) => (values !== undefined && this.isComparable(name, values) ? [{ name, values }] : []));
    const isMet = (member: Member): boolean =>
      asked.every(({ name, values }) => this.#literalsOf(member, name)?.some((value) => values.includes(value)) !== false);
    return this.#narrowed(isMet, new Set([...this.#present, ...tests.map(({ name }) => name)]));
  }

  /** Returns the expression for code that runs only if this value fails one of the tests. */
  lacking(tests: readonly StateTest[]): Access {
    const [only, ...others] = tests;
    if (only?.values === undefined || others.length > 0 || !this.isComparable(only.name, only.values)) return this;
    // TypeScript excludes a member by `!==` if its property has a single value.
    const isExcluded = (member: Member): boolean => {
      const literals = this.#literalsOf(member, only.name) ?? [];
      return literals.length === 1 && literals.every((value) => only.values?.includes(value) === true);
    };
    return this.#narrowed((member) => !isExcluded(member), this.#present);
  }

  /**
   * Returns the expression for a case of a switch over the property `name`, in which the property has one of `values`.
   * Returns `undefined` if TypeScript does not narrow the type of this value in that case.
   */
  narrowed(name: string, values: readonly Json[]): Access | undefined {
    const literals = this.#members().map((member) => this.#literalsOf(member, name));
    if (this.#isOptional || literals.includes(undefined)) return undefined;
    if (!values.every((value) => literals.some((list) => list?.includes(value) === true))) return undefined;
    return this.#narrowed((member) => this.#literalsOf(member, name)?.some((value) => values.includes(value)) === true, this.#present);
  }

  /** Returns true if TypeScript allows a comparison of the property `name` with the values. */
  isComparable(name: string, values: readonly Json[]): boolean {
    const members = this.member(name).#members();
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
    return new Access(`memberOf(${this.text}, ${JSON.stringify(name)})`, undefined, this.#types);
  }

  /** Returns true if TypeScript knows that the value has a type. */
  #is(type: "string" | "number"): boolean {
    const members = this.#members();
    const isOfType = (member: Member): boolean => {
      if (member.kind === "literal") return typeof member.value === type;
      return member.kind === "primitive" ? member.name === type : member.kind === "other" && type === "string";
    };
    return members.length > 0 && members.every(isOfType);
  }

  /** Returns the expression with those members of its type that pass a test. */
  #narrowed(isKept: (member: Member) => boolean, present: ReadonlySet<string>): Access {
    const members = this.#members();
    const kept = members.filter(isKept);
    return new Access(this.text, kept.length < members.length ? unionOf(kept) : this.#type, this.#types, this.#isOptional, present);
  }

  /**
   * Returns the constants that a required property of an object type may have; `undefined` if the property is optional or
   * may have other values.
   */
  #literalsOf(node: Member, name: string): readonly Json[] | undefined {
    const type = node.kind === "object" && node.required.has(name) ? node.properties.get(name)?.type : undefined;
    return type === undefined ? undefined : viewOf(this.#types).literals(type);
  }

  #members(): readonly Member[] {
    return this.#type === undefined ? [] : viewOf(this.#types).members(this.#type);
  }
}
