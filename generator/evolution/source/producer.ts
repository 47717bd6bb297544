import { propertyOf, unionOf } from "../../types/type-node.js";
import type { ObjectNode, TypeNode } from "../../types/type-node.js";
import { choicesOf, mayMeet, near, objectsIn, PartBudget, tooManyPairs } from "./discriminate.js";
import { fitsPlain, isNull, isPlain, shown, traitsOf } from "./plain-members.js";
import { because, fewest, inField, rememberPairs } from "./reason.js";
import type { Reason, Relation } from "./reason.js";
import { compareLists } from "./compare-lists.js";
import { indexOf, namesOf } from "../../types/type-view.js";
import type { Member, TypeView } from "../../types/type-view.js";

/**
 * Decides whether code that writes object literals of the old types compiles against the new types. It does if every
 * value is still assignable, every field is declared, and no required field is missing.
 */
export class Producer {
  readonly #old: TypeView;
  readonly #today: TypeView;
  readonly #budget: PartBudget;
  readonly #withValues = new WeakMap<TypeNode, boolean>();

  constructor(old: TypeView, today: TypeView, budget: PartBudget = new PartBudget()) {
    this.#old = old;
    this.#today = today;
    this.#budget = budget;
  }

  /** Returns the reasons why literals of the old type do not compile against the new type. */
  readonly writes: Relation = rememberPairs((before, after) => {
    const [olds, news] = [this.#old.members(before), this.#today.members(after)];
    if (traitsOf(news).hasUnknown) return [];
    return olds.flatMap((member) => this.#fits(member, news));
  });

  #fits(member: Member, news: readonly Member[]): readonly Reason[] {
    if (member.kind === "unknown") return because("no longer accepts every value");
    // Code cannot write a value that an open enum does not list.
    if (member.kind === "other") return [];
    if (isPlain(member))
      return fitsPlain(member, news) || (!isNull(member) && traitsOf(news).hasEmptyObject)
        ? []
        : because(`no longer accepts ${shown(member)}`);
    if (member.kind === "object") return this.#variants(member).flatMap((variant) => this.#fitsObject(variant, news));
    const lists = news.filter((target) => target.kind === "array" || target.kind === "tuple");
    const found = fewest(lists.map((target) => compareLists(member, target, "write", this.writes)));
    return found ?? (traitsOf(news).hasEmptyObject ? [] : because("no longer accepts a list"));
  }

  #fitsObject(member: ObjectNode, news: readonly Member[]): readonly Reason[] {
    if (traitsOf(news).hasEmptyObject) return [];
    const rivals = near(objectsIn(news), this.#today, member, this.#old);
    if (!this.#budget.spendPairs(rivals.length)) return tooManyPairs;
    const objects = rivals.filter((target) => mayMeet(member, this.#old, target, this.#today));
    if (objects.length > 1) {
      // Splitting the object cannot help if no member of the union declares a field: every part has the field.
      if (objects.some((target) => this.#isTaken(member, target))) return this.#unknownNames(member, objects);
      const parts = this.#fitsParts(member, objects);
      if (parts !== undefined) return parts;
    }
    const known = objects.length < 2 ? [] : this.#unknownNames(member, objects);
    const whole = fewest(objects.map((target) => [...this.#writesObject(member, target, objects.length < 2), ...known]));
    return whole ?? because("no longer accepts such an object");
  }

  /**
   * Returns the types of two object literals: one with all fields, and one with only the required fields. Code cannot write
   * a field without values, nor an object that requires one.
   */
  #variants(node: ObjectNode): readonly ObjectNode[] {
    const names = namesOf(node).filter((name) => this.#hasValues(propertyOf(node, name)));
    if (![...node.required].every((name) => names.includes(name))) return [];
    const properties = new Map([...node.properties].filter(([name]) => names.includes(name)));
    const index = this.#hasValues(node.index) ? node.index : undefined;
    const full = { ...node, index, properties, required: new Set(names) };
    if (names.every((name) => node.required.has(name))) return [full];
    return [full, { ...node, index, properties: new Map([...properties].filter(([name]) => node.required.has(name))) }];
  }

  /** Returns false if no value has a type of the old version, because all its objects and lists require a field or an item without values. */
  #hasValues(type: TypeNode | undefined): boolean {
    const known = type === undefined ? true : this.#withValues.get(type);
    if (known !== undefined || type === undefined) return known !== false;
    // Until the answer is known, a recursive type counts as a type with values.
    this.#withValues.set(type, true);
    const found = this.#old.members(type).some((member) => requiredIn(member).every((part) => this.#hasValues(part)));
    this.#withValues.set(type, found);
    return found;
  }

  /** Returns true if a member of a union accepts the whole literal. Stops at the first reason why the compiler refuses the literal. */
  #isTaken(old: ObjectNode, target: ObjectNode): boolean {
    const index = indexOf(old);
    return (
      [...target.required].every((name) => old.required.has(name)) &&
      namesOf(old).every((name) => this.#writesField(propertyOf(old, name), name, target, false).length === 0) &&
      (index === undefined || this.#writesField(index, "*", target, false).length === 0)
    );
  }

  /**
   * Splits an object type by the values of a property, and checks each part. Tries only properties whose type some new
   * object type does not accept; others do not help.
   */
  #fitsParts(member: ObjectNode, news: readonly ObjectNode[]): readonly Reason[] | undefined {
    const choice = choicesOf(member, this.#old).find(({ name }) =>
      news.some((target) => this.#writesField(propertyOf(member, name), name, target, false).length > 0),
    );
    return choice === undefined ? undefined : this.#budget.ofParts(member, choice, (part) => this.#fitsObject(part, news));
  }

  #writesObject(old: ObjectNode, today: ObjectNode, isAlone: boolean): readonly Reason[] {
    const missing = [...today.required].filter((name) => !old.required.has(name));
    const written = namesOf(old).flatMap((name) => inField(name, this.#writesField(propertyOf(old, name), name, today, isAlone)));
    const index = indexOf(old);
    const extra = index === undefined ? [] : inField("*", this.#writesField(index, "*", today, isAlone));
    return [...missing.flatMap((name) => inField(name, because("is now required, and code does not write it"))), ...written, ...extra];
  }

  #writesField(type: TypeNode | undefined, name: string, today: ObjectNode, isAlone: boolean): readonly Reason[] {
    const target = propertyOf(today, name) ?? indexOf(today);
    if (type === undefined) return [];
    if (target === undefined) return isAlone ? because("was removed, and code writes it") : [];
    return this.writes(type, target);
  }

  /**
   * Returns a reason for each field that no member of a union declares with a matching type. The compiler refuses such
   * fields in an object literal.
   */
  #unknownNames(old: ObjectNode, targets: readonly ObjectNode[]): readonly Reason[] {
    const undeclared = indexOf(old);
    return [
      ...namesOf(old).flatMap((name) => this.#unknownName(propertyOf(old, name), name, targets)),
      ...(undeclared === undefined ? [] : this.#unknownName(undeclared, "*", targets)),
    ];
  }

  #unknownName(type: TypeNode | undefined, name: string, targets: readonly ObjectNode[]): readonly Reason[] {
    const types = targets.map((target) => propertyOf(target, name) ?? indexOf(target)).filter((found) => found !== undefined);
    if (types.length === 0) return inField(name, because("was removed, and code writes it"));
    const isTaken = type === undefined || types.some((target) => this.writes(type, target).length === 0);
    return isTaken ? [] : inField(name, this.writes(type, unionOf(types)));
  }
}

/** Returns the types of the fields or items without which a literal of a type is incomplete. */
function requiredIn(member: Member): readonly (TypeNode | undefined)[] {
  if (member.kind === "tuple") return member.items.slice(0, member.required);
  return member.kind === "object" ? [...member.required].map((name) => propertyOf(member, name)) : [];
}
