import { unionOf } from "../../types/type-node.js";
import type { ObjectNode, TypeNode } from "../../types/type-node.js";
import { isEmptyObject, isObject } from "./consumer.js";
import { mayMeet, split } from "./discriminate.js";
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

  constructor(old: TypeView, today: TypeView) {
    this.#old = old;
    this.#today = today;
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
    const known = objects.length < 2 ? [] : this.#unknownNames(member, objects);
    const whole = fewest(objects.map((target) => [...this.#writesObject(member, target, objects.length < 2), ...known]));
    if (whole?.length === 0) return [];
    const parts = split(member, this.#old);
    if (news.filter(isObject).length > 1 && parts.length > 1) return parts.flatMap((part) => this.#fitsObject(part, news));
    return whole ?? because("does not take such an object any more");
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

  /** A literal may have what any member of a union declares, with the types that they give it. */
  #unknownNames(old: ObjectNode, targets: readonly ObjectNode[]): readonly Reason[] {
    return namesOf(old).flatMap((name) => {
      const types = targets.map((target) => propertyOf(target, name) ?? indexOf(target)).filter((type) => type !== undefined);
      const type = propertyOf(old, name);
      if (types.length === 0) return inField(name, because("is gone, and code writes it"));
      return type === undefined ? [] : inField(name, this.writes(type, unionOf(types)));
    });
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
