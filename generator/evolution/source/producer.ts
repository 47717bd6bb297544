import { unionOf } from "../../types/type-node.js";
import type { ObjectNode, TypeNode } from "../../types/type-node.js";
import { isEmptyObject, isObject } from "./consumer.js";
import { choicesOf, mayMeet } from "./discriminate.js";
import { PartBudget } from "./part-budget.js";
import { fitsPlain, isNull, isPlain, shown } from "./plain-members.js";
import { because, fewest, inField, rememberPairs } from "./reason.js";
import type { Reason, Relation } from "./reason.js";
import { compareLists } from "./compare-lists.js";
import { indexOf, namesOf, propertyOf } from "./type-view.js";
import type { Member, TypeView } from "./type-view.js";

/**
 * Whether literals that were written against the old types compile against the new ones: every
 * value is still of its type, no field is written that is not declared, none is left out that is required.
 */
export class Producer {
  readonly #old: TypeView;
  readonly #today: TypeView;
  readonly #budget: PartBudget;

  constructor(old: TypeView, today: TypeView, budget: PartBudget = new PartBudget()) {
    this.#old = old;
    this.#today = today;
    this.#budget = budget;
  }

  /** Why literals of the old type do not compile against the new one. */
  readonly writes: Relation = rememberPairs((before, after) => {
    const [olds, news] = [this.#old.members(before), this.#today.members(after)];
    if (news.some(({ kind }) => kind === "unknown")) return [];
    return olds.flatMap((member) => this.#fits(member, news));
  });

  #fits(member: Member, news: readonly Member[]): readonly Reason[] {
    if (member.kind === "unknown") return because("does not take any value any more");
    if (isPlain(member))
      return fitsPlain(member, news) || (!isNull(member) && news.some(isEmptyObject))
        ? []
        : because(`does not take ${shown(member)} any more`);
    if (member.kind === "object") return variants(member).flatMap((variant) => this.#fitsObject(variant, news));
    const lists = news.filter((target) => target.kind === "array" || target.kind === "tuple");
    const found = fewest(lists.map((target) => compareLists(member, target, "write", this.writes)));
    return found ?? (news.some(isEmptyObject) ? [] : because("does not take a list any more"));
  }

  #fitsObject(member: ObjectNode, news: readonly Member[]): readonly Reason[] {
    if (news.some(isEmptyObject)) return [];
    const objects = news.filter(isObject).filter((target) => mayMeet(member, this.#old, target, this.#today));
    if (objects.length > 1) {
      // A field that the union does not take is refused of every part of the object too.
      if (objects.some((target) => this.#isTaken(member, target))) return this.#unknownNames(member, objects);
      const parts = this.#fitsParts(member, objects);
      if (parts !== undefined) return parts;
    }
    const known = objects.length < 2 ? [] : this.#unknownNames(member, objects);
    const whole = fewest(objects.map((target) => [...this.#writesObject(member, target, objects.length < 2), ...known]));
    return whole ?? because("does not take such an object any more");
  }

  /** True where an object of a union takes all that is written; it stops at the first reason against. */
  #isTaken(old: ObjectNode, target: ObjectNode): boolean {
    const index = indexOf(old);
    return (
      [...target.required].every((name) => old.required.has(name)) &&
      namesOf(old).every((name) => this.#writesField(propertyOf(old, name), name, target, false).length === 0) &&
      (index === undefined || this.#writesField(index, "*", target, false).length === 0)
    );
  }

  /** By the values of a property whose type not every new object takes: taking apart any other one tells nothing. */
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
    return [...missing.flatMap((name) => inField(name, because("has to be written, and code does not"))), ...written, ...extra];
  }

  #writesField(type: TypeNode | undefined, name: string, today: ObjectNode, isAlone: boolean): readonly Reason[] {
    const target = propertyOf(today, name) ?? indexOf(today);
    if (type === undefined) return [];
    if (target === undefined) return isAlone ? because("is gone, and code writes it") : [];
    return this.writes(type, target);
  }

  /** The compiler accepts a field of a literal if any member of the union declares it, with a type that any of them gives it. */
  #unknownNames(old: ObjectNode, targets: readonly ObjectNode[]): readonly Reason[] {
    const undeclared = indexOf(old);
    return [
      ...namesOf(old).flatMap((name) => this.#unknownName(propertyOf(old, name), name, targets)),
      ...(undeclared === undefined ? [] : this.#unknownName(undeclared, "*", targets)),
    ];
  }

  #unknownName(type: TypeNode | undefined, name: string, targets: readonly ObjectNode[]): readonly Reason[] {
    const types = targets.map((target) => propertyOf(target, name) ?? indexOf(target)).filter((found) => found !== undefined);
    if (types.length === 0) return inField(name, because("is gone, and code writes it"));
    const isTaken = type === undefined || types.some((target) => this.writes(type, target).length === 0);
    return isTaken ? [] : inField(name, this.writes(type, unionOf(types)));
  }
}

/** A literal with all fields, and one with the required ones only. */
function variants(node: ObjectNode): readonly ObjectNode[] {
  const names = namesOf(node);
  const full = { ...node, required: new Set(names) };
  if (names.every((name) => node.required.has(name))) return [full];
  const properties = new Map([...node.properties].filter(([name]) => node.required.has(name)));
  return [full, { ...node, properties }];
}
