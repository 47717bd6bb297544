import type { ObjectNode, TypeNode } from "../../types/type-node.js";
import { propertyKey } from "../../types/print-type.js";
import { choicesOf, literalsOf, mayMeet, near, objectsIn, PartBudget, tooManyPairs } from "./discriminate.js";
import { fitsPlain, isPlain, shown, traitsOf } from "./plain-members.js";
import { because, fewest, inField, rememberPairs } from "./reason.js";
import type { Reason, Relation } from "./reason.js";
import { compareLists } from "./compare-lists.js";
import { groupBy } from "../../base/group-by.js";
import { ObjectJoin } from "./object-join.js";
import { propertyOf } from "../../types/type-node.js";
import { indexOf, namesOf } from "../../types/type-view.js";
import type { Member, TypeView } from "../../types/type-view.js";

/**
 * Decides whether TypeScript code that reads values of the old types compiles against the new types. It does if every
 * value has an expected type, every field that the code reads is declared, and every literal that the code compares
 * with can still occur.
 */
export class Consumer {
  readonly #old: TypeView;
  readonly #today: TypeView;
  readonly #budget: PartBudget;
  readonly #join = new ObjectJoin();
  readonly #tags = new WeakMap<readonly Member[], ReadonlySet<string>>();

  constructor(old: TypeView, today: TypeView, budget: PartBudget = new PartBudget()) {
    this.#old = old;
    this.#today = today;
    this.#budget = budget;
  }

  /** Returns the reasons why code that reads the old type does not compile against the new type. */
  readonly reads: Relation = rememberPairs((before, after) => {
    const [olds, news] = [this.#old.members(before), this.#today.members(after)];
    if (traitsOf(olds).hasUnknown) return [];
    const [first] = news;
    if (first === undefined) return lostValue(olds);
    if (traitsOf(news).hasUnknown) return because("now has an unknown type");
    const plain = news.filter((member) => !isObject(member));
    return [...this.#lost(olds, news), ...plain.flatMap((member) => this.#fits(member, olds)), ...this.#fitsObjects(objectsIn(news), olds)];
  });

  /**
   * Returns a reason for each value that can no longer occur. The compiler refuses code that compares with such a value,
   * unless the value is `null`.
   */
  #lost(olds: readonly Member[], news: readonly Member[]): readonly Reason[] {
    const gone = olds.filter((member) => member.kind === "literal" && member.value !== null && !isComparable(member, news));
    return [
      ...gone.flatMap((member) => because(`can no longer be ${shown(member)}, and code compares with that value`)),
      ...lostKinds(olds, news),
      ...this.#lostTags(olds, news),
    ];
  }

  #lostTags(olds: readonly Member[], news: readonly Member[]): readonly Reason[] {
    const [old, today] = [objectsIn(olds), objectsIn(news)];
    if (today.length === 0) return [];
    return [...this.#tagsOf(olds)].flatMap((name) => {
      const types = today.map((member) => propertyOf(member, name)).filter((type) => type !== undefined);
      if (types.length < today.length) return [];
      const members = types.flatMap((type) => this.#today.members(type));
      const values = new Set(old.flatMap((member) => literalsOf(member, name, this.#old) ?? []));
      const gone = [...values].filter((value) => value !== null && !isComparable({ kind: "literal", value: value as string }, members));
      return inField(
        name,
        gone.flatMap((value) => because(`can no longer be ${JSON.stringify(value)}, and code compares with that value`)),
      );
    });
  }

  #fits(member: Exclude<Member, ObjectNode>, olds: readonly Member[]): readonly Reason[] {
    if (member.kind === "unknown") return because("now has an unknown type");
    if (isPlain(member))
      return fitsPlain(member, olds) || isForeseen(member, olds) || traitsOf(olds).hasEmptyObject
        ? []
        : because(`may now be ${shown(member)}`);
    const lists = olds.filter((old) => old.kind === "array" || old.kind === "tuple");
    const found = fewest(lists.map((old) => compareLists(old, member, "read", this.reads)));
    return found ?? (traitsOf(olds).hasEmptyObject ? [] : because("may now be a list"));
  }

  /**
   * Compares the object types of a new union. Several types that meet only one old type are compared as one joined type.
   * Code for the old type does not distinguish them, so it reads the union of each field.
   */
  #fitsObjects(news: readonly ObjectNode[], olds: readonly Member[]): readonly Reason[] {
    const met = news.map((member) => ({ member, objects: this.#met(member, olds) }));
    if (met.some(({ objects }) => objects === undefined)) return tooManyPairs;
    const tags = this.#tagsOf(olds);
    const groups = groupBy<(typeof met)[number], object>(met, ({ member, objects = [] }) => onlyOrigin(member, objects) ?? objects);
    return [...groups.values()].flatMap((group) => {
      const joined = this.#join.joined(group.map(({ member }) => member));
      return this.#fitsMet(joined, group[0]?.objects ?? [], olds, tags);
    });
  }

  /** Returns the old object types that values of a new one may have; `undefined` if there are too many pairs to compare. */
  #met(member: ObjectNode, olds: readonly Member[]): readonly ObjectNode[] | undefined {
    const rivals = near(objectsIn(olds), this.#old, member, this.#today);
    return this.#budget.spendPairs(rivals.length) ? rivals.filter((old) => mayMeet(old, this.#old, member, this.#today)) : undefined;
  }

  #fitsPart(part: ObjectNode, olds: readonly Member[], tags: ReadonlySet<string>): readonly Reason[] {
    const objects = this.#met(part, olds);
    return objects === undefined ? tooManyPairs : this.#fitsMet(part, objects, olds, tags);
  }

  #fitsMet(member: ObjectNode, objects: readonly ObjectNode[], olds: readonly Member[], tags: ReadonlySet<string>): readonly Reason[] {
    if (objects.length > 1) {
      if (objects.some((old) => this.#isRead(old, member, tags))) return [];
      const parts = this.#fitsParts(member, objects, tags);
      if (parts !== undefined) return parts;
    }
    const [nearest] = objects.map((old) => ({ old, count: this.#countReasons(old, member, tags) })).toSorted((a, b) => a.count - b.count);
    if (nearest !== undefined) return this.#readsObject(nearest.old, member, tags);
    return because(olds.some(isObject) ? "may now be an object that existing code does not handle" : "may now be an object");
  }

  /**
   * Splits an object type by the values of a property, and checks each part. Only properties whose type differs from
   * that of an old object are tried; others do not help.
   */
  #fitsParts(member: ObjectNode, olds: readonly ObjectNode[], tags: ReadonlySet<string>): readonly Reason[] | undefined {
    const choice = choicesOf(member, this.#today).find(({ name }) =>
      olds.some((old) => this.#readsField(name, old, member, tags).length > 0),
    );
    return choice === undefined ? undefined : this.#budget.ofParts(member, choice, (part) => this.#fitsPart(part, olds, tags));
  }

  /**
   * Returns true if code that reads the old object type compiles: {@link #readsObject} would return no reasons. Stops
   * at the first reason.
   */
  #isRead(old: ObjectNode, today: ObjectNode, tags: ReadonlySet<string>): boolean {
    const index = indexOf(old);
    if (!namesOf(old).every((name) => this.#readsField(name, old, today, tags).length === 0)) return false;
    return index === undefined || this.#readsIndex(index, old, today).length === 0;
  }

  /**
   * Returns the number of reasons that {@link #readsObject} would return. Of several old object types, the check reports
   * the reasons of the one with the fewest.
   */
  #countReasons(old: ObjectNode, today: ObjectNode, tags: ReadonlySet<string>): number {
    const index = indexOf(old);
    const inFields = namesOf(old).reduce((sum, name) => sum + this.#readsField(name, old, today, tags).length, 0);
    return index === undefined ? inFields : inFields + this.#readsIndex(index, old, today).length;
  }

  /** Returns the properties that distinguish the members of a union. */
  #tagsOf(olds: readonly Member[]): ReadonlySet<string> {
    const known = this.#tags.get(olds) ?? this.#findTags(objectsIn(olds));
    this.#tags.set(olds, known);
    return known;
  }

  #findTags(objects: readonly ObjectNode[]): ReadonlySet<string> {
    const [first] = objects;
    if (first === undefined || objects.length === 1) return new Set();
    const isTag = (name: string): boolean => objects.every((member) => literalsOf(member, name, this.#old) !== undefined);
    return new Set([...first.properties.keys()].filter(isTag));
  }

  /**
   * Returns the reasons why code that reads the old object type does not compile against the new one.
   * @param tags the properties that distinguish the members of a union. The compiler narrows by a tag even if the tag
   * is optional.
   */
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

  /**
   * Returns the reasons why code that reads a field does not compile, if the new type does not declare the field. Code can
   * still read such a field in brackets, and does so if its name is no identifier.
   */
  #readsUndeclared(name: string, before: TypeNode, old: ObjectNode, today: ObjectNode): readonly Reason[] {
    const index = propertyKey(name) === name || old.required.has(name) ? undefined : indexOf(today);
    return index === undefined ? because("was removed, and code reads it") : this.reads(before, index);
  }

  #readsIndex(index: TypeNode, old: ObjectNode, today: ObjectNode): readonly Reason[] {
    const other = indexOf(today);
    if (other === undefined) return because("was removed: code can no longer read undeclared fields by key");
    const added = namesOf(today).filter((name) => propertyOf(old, name) === undefined);
    const fields = added.flatMap((name) => this.reads(index, propertyOf(today, name) ?? index));
    return [...this.reads(index, other), ...fields];
  }
}

/**
 * Returns a reason if the old type is a union with an object or a list, and the new type has none. Code that tests for
 * an object or a list, and then reads its fields or items, no longer compiles.
 */
function lostKinds(olds: readonly Member[], news: readonly Member[]): readonly Reason[] {
  const isLost = (belongs: (member: Member) => boolean): boolean => olds.length > 1 && olds.some(belongs) && !news.some(belongs);
  return [
    ...(isLost(hasFields) ? because("can no longer be an object, and code reads its fields") : []),
    ...(isLost(isList) ? because("can no longer be a list, and code reads its items") : []),
  ];
}

/** Returns a reason if the new type is `never`, and code reads fields of the old type, or its items. */
function lostValue(olds: readonly Member[]): readonly Reason[] {
  if (olds.some(hasFields)) return because("can no longer have any value, and code reads its fields");
  return olds.some(isList) ? because("can no longer have any value, and code reads its items") : [];
}

/**
 * Returns true if an object type has fields that code reads with a dot. If the type becomes `never`, only code that
 * reads in brackets compiles.
 */
function hasFields(member: Member): boolean {
  return isObject(member) && namesOf(member).some((name) => propertyKey(name) === name);
}

/** Returns true for a list or a tuple. */
function isList(member: Member): boolean {
  return member.kind === "array" || member.kind === "tuple";
}

function isComparable(literal: Member & { readonly kind: "literal" }, members: readonly Member[]): boolean {
  const { hasUnknown, isOnlyNull } = traitsOf(members);
  if (hasUnknown || isOnlyNull) return true;
  return fitsPlain(literal, members) || isForeseen(literal, members);
}

/**
 * Returns true for a string if an open enum is among the types. TypeScript allows comparing any string with the
 * unlisted values of the enum.
 */
function isForeseen(member: Member, members: readonly Member[]): boolean {
  return member.kind === "literal" && typeof member.value === "string" && traitsOf(members).hasOther;
}

/** Returns the one old object type that a new one meets, unless one of the two has a type of undeclared properties. */
function onlyOrigin(member: ObjectNode, [old, ...others]: readonly ObjectNode[]): ObjectNode | undefined {
  return old !== undefined && others.length === 0 && old.index === undefined && member.index === undefined ? old : undefined;
}

function isObject(member: Member): member is ObjectNode {
  return member.kind === "object";
}
