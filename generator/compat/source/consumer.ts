import type { ObjectNode, TypeNode } from "../../emit/types/type-node.js";
import { propertyKey } from "../../emit/types/property-key.js";
import { choicesOf, literalsOf, mayMeet } from "./discriminate.js";
import { PartBudget } from "./part-budget.js";
import { fitsPlain, isNull, isPlain, shown } from "./plain-members.js";
import { because, fewest, inField, rememberPairs } from "./reason.js";
import type { Reason, Relation } from "./reason.js";
import { compareLists } from "./compare-lists.js";
import { indexOf, namesOf, propertyOf } from "./type-view.js";
import type { Member, TypeView } from "./type-view.js";

/**
 * Whether code that reads values of the old types compiles against the new ones: every value has a
 * type that the code expects, every field that it reads is declared, every literal that it compares
 * with can still occur.
 */
export class Consumer {
  readonly #old: TypeView;
  readonly #today: TypeView;
  readonly #budget: PartBudget;

  constructor(old: TypeView, today: TypeView, budget: PartBudget = new PartBudget()) {
    this.#old = old;
    this.#today = today;
    this.#budget = budget;
  }

  /** Why code that reads the old type does not compile against the new one. */
  readonly reads: Relation = rememberPairs((before, after) => {
    const [olds, news] = [this.#old.members(before), this.#today.members(after)];
    if (olds.some(({ kind }) => kind === "unknown")) return [];
    const [first] = news;
    if (first === undefined) return olds.some(hasFields) ? because("can no longer be anything, and code reads its fields") : [];
    if (news.some(({ kind }) => kind === "unknown")) return because("is of unknown type now");
    return [...this.#lost(olds, news), ...news.flatMap((member) => this.#fits(member, olds))];
  });

  /** Comparing with a value that cannot occur is an error; comparing with `null` never is. */
  #lost(olds: readonly Member[], news: readonly Member[]): readonly Reason[] {
    const gone = olds.filter((member) => member.kind === "literal" && member.value !== null && !isComparable(member, news));
    return [
      ...gone.flatMap((member) => because(`can no longer be ${shown(member)}, which code compares it with`)),
      ...lostKinds(olds, news),
      ...this.#lostTags(olds, news),
    ];
  }

  #lostTags(olds: readonly Member[], news: readonly Member[]): readonly Reason[] {
    const [old, today] = [olds.filter(isObject), news.filter(isObject)];
    if (today.length === 0) return [];
    return [...this.#tagsOf(olds)].flatMap((name) => {
      const types = today.map((member) => propertyOf(member, name)).filter((type) => type !== undefined);
      if (types.length < today.length) return [];
      const members = types.flatMap((type) => this.#today.members(type));
      const values = new Set(old.flatMap((member) => literalsOf(member, name, this.#old) ?? []));
      const gone = [...values].filter((value) => value !== null && !isComparable({ kind: "literal", value: value as string }, members));
      return inField(
        name,
        gone.flatMap((value) => because(`can no longer be ${JSON.stringify(value)}, which code compares it with`)),
      );
    });
  }

  #fits(member: Member, olds: readonly Member[]): readonly Reason[] {
    if (member.kind === "unknown") return because("is of unknown type now");
    if (isPlain(member)) return fitsPlain(member, olds) || olds.some(isEmptyObject) ? [] : because(`may now be ${shown(member)}`);
    if (member.kind === "object") return this.#fitsObject(member, olds);
    const lists = olds.filter((old) => old.kind === "array" || old.kind === "tuple");
    const found = fewest(lists.map((old) => compareLists(old, member, "read", this.reads)));
    return found ?? (olds.some(isEmptyObject) ? [] : because("may now be a list"));
  }

  #fitsObject(member: ObjectNode, olds: readonly Member[], tags: ReadonlySet<string> = this.#tagsOf(olds)): readonly Reason[] {
    const objects = olds.filter(isObject).filter((old) => mayMeet(old, this.#old, member, this.#today));
    if (objects.length > 1) {
      if (objects.some((old) => this.#isRead(old, member, tags))) return [];
      const parts = this.#fitsParts(member, objects, tags);
      if (parts !== undefined) return parts;
    }
    const [nearest] = objects.map((old) => ({ old, count: this.#countReasons(old, member, tags) })).toSorted((a, b) => a.count - b.count);
    if (nearest !== undefined) return this.#readsObject(nearest.old, member, tags);
    return because(olds.some(isObject) ? "may now be an object that no code is written for" : "may now be an object");
  }

  /** By the values of a property whose type is not that of every old object: taking apart any other one tells nothing. */
  #fitsParts(member: ObjectNode, olds: readonly ObjectNode[], tags: ReadonlySet<string>): readonly Reason[] | undefined {
    const choice = choicesOf(member, this.#today).find(({ name }) =>
      olds.some((old) => this.#readsField(name, old, member, tags).length > 0),
    );
    return choice === undefined ? undefined : this.#budget.ofParts(member, choice, (part) => this.#fitsObject(part, olds, tags));
  }

  /** True where {@link #readsObject} gives no reason; it stops at the first. */
  #isRead(old: ObjectNode, today: ObjectNode, tags: ReadonlySet<string>): boolean {
    const index = indexOf(old);
    if (!namesOf(old).every((name) => this.#readsField(name, old, today, tags).length === 0)) return false;
    return index === undefined || this.#readsIndex(index, old, today).length === 0;
  }

  /** How many reasons {@link #readsObject} gives, which are not put into words for objects that are further away. */
  #countReasons(old: ObjectNode, today: ObjectNode, tags: ReadonlySet<string>): number {
    const index = indexOf(old);
    const inFields = namesOf(old).reduce((sum, name) => sum + this.#readsField(name, old, today, tags).length, 0);
    return index === undefined ? inFields : inFields + this.#readsIndex(index, old, today).length;
  }

  /** The properties that tell the members of a union apart. */
  #tagsOf(olds: readonly Member[]): ReadonlySet<string> {
    const [first, ...others] = olds.filter(isObject);
    if (first === undefined || others.length === 0) return new Set();
    const isTag = (name: string): boolean => [first, ...others].every((member) => literalsOf(member, name, this.#old) !== undefined);
    return new Set([...first.properties.keys()].filter(isTag));
  }

  /** @param tags of a union; where one of them is optional, TypeScript takes it for what it tells, whether it is there or not. */
  #readsObject(old: ObjectNode, today: ObjectNode, tags: ReadonlySet<string>): readonly Reason[] {
    const fields = namesOf(old).flatMap((name) => inField(name, this.#readsField(name, old, today, tags)));
    const index = indexOf(old);
    return index === undefined ? fields : [...fields, ...inField("*", this.#readsIndex(index, old, today))];
  }

  #readsField(name: string, old: ObjectNode, today: ObjectNode, tags: ReadonlySet<string>): readonly Reason[] {
    const [before, after] = [propertyOf(old, name), propertyOf(today, name)];
    if (before === undefined) return [];
    if (after === undefined) return this.#readsUndeclared(name, before, old, today);
    const isMissing = old.required.has(name) && !today.required.has(name) && !tags.has(name);
    return isMissing ? [...because("may now be absent"), ...this.reads(before, after)] : this.reads(before, after);
  }

  /** A field that is not declared can be read in brackets, which code does where the name is no identifier. */
  #readsUndeclared(name: string, before: TypeNode, old: ObjectNode, today: ObjectNode): readonly Reason[] {
    const index = propertyKey(name) === name || old.required.has(name) ? undefined : indexOf(today);
    return index === undefined ? because("is gone, and code reads it") : this.reads(before, index);
  }

  #readsIndex(index: TypeNode, old: ObjectNode, today: ObjectNode): readonly Reason[] {
    const other = indexOf(today);
    if (other === undefined) return because("is gone: undeclared fields cannot be read by key any more");
    const added = namesOf(today).filter((name) => propertyOf(old, name) === undefined);
    const fields = added.flatMap((name) => this.reads(index, propertyOf(today, name) ?? index));
    return [...this.reads(index, other), ...fields];
  }
}

/** Where a value can be an object or a list beside something else, code tells that case and reads what is inside. */
function lostKinds(olds: readonly Member[], news: readonly Member[]): readonly Reason[] {
  const isLost = (belongs: (member: Member) => boolean): boolean => olds.length > 1 && olds.some(belongs) && !news.some(belongs);
  return [
    ...(isLost(hasFields) ? because("can no longer be an object, whose fields code reads") : []),
    ...(isLost(isList) ? because("can no longer be a list, whose items code reads") : []),
  ];
}

/** True for an object with fields that code reads by a dot; reading `never` in brackets compiles. */
function hasFields(member: Member): boolean {
  return isObject(member) && namesOf(member).some((name) => propertyKey(name) === name);
}

/** True for a list or a tuple. */
function isList(member: Member): boolean {
  return member.kind === "array" || member.kind === "tuple";
}

function isComparable(literal: Member & { readonly kind: "literal" }, members: readonly Member[]): boolean {
  return members.some(({ kind }) => kind === "unknown") || members.every(isNull) || fitsPlain(literal, members);
}

/** True for an object type. */
export function isObject(member: Member): member is ObjectNode {
  return member.kind === "object";
}

/** `{}` takes everything but `null`. */
export function isEmptyObject(member: Member): boolean {
  return member.kind === "object" && namesOf(member).length === 0 && member.index === undefined;
}
