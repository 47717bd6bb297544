import type { Json } from "../../base/json.js";
import type { Literal, Node } from "../ir/node.js";
import { readLiteral } from "../ir/node.js";
import type { Outcome, Unknown } from "../outcome.js";
import { found, none } from "../outcome.js";
import type { SearchParts } from "./search.js";
import type { GoalSolver } from "./goal-solver.js";

/** A condition for the members of an object: if a member's key satisfies `keys`, its value has to satisfy `value`. */
type Rule = { readonly keys: Node; readonly value: Node };

/** A member of the object that is built: the goal that its value has to satisfy, and the value that was found. */
type Member = { readonly goal: Node; readonly value: Json; readonly isDecided: boolean };

/**
 * Finds an object that satisfies a conjunction of literals. Each key that a literal names is handled separately. Other
 * keys differ only in the patterns that they match, so one key per combination of patterns represents them. If the
 * object must have a member whose key can be chosen, the search tries keys for the member.
 */
export class ObjectQuery {
  readonly #parts: SearchParts;
  readonly #solver: GoalSolver;
  readonly #absent = new Set<string>();
  /**
   * The keys that the object must have, with formulas for their values. The formulas in `#named` and `#open` apply in
   * addition.
   */
  readonly #present = new Map<string, Node[]>();
  /** For each key that a literal names, the formulas for the key's value. */
  readonly #named = new Map<string, Node[]>();
  /**
   * Formulas for the values of keys that are not named. The map's key is the formula that the keys satisfy, such as a
   * pattern.
   */
  readonly #open = new Map<Node, Node[]>();
  /** Members that the object must have, but whose key can be chosen. */
  readonly #wanted: Rule[] = [];
  readonly #members = new Map<string, Member>();
  #asksForProto = false;
  #min = 0;
  #max = Infinity;
  /** The first reason why the solver could not decide a goal. */
  #gap: Unknown | undefined;

  constructor(parts: SearchParts, solver: GoalSolver, literals: readonly Literal[]) {
    this.#parts = parts;
    this.#solver = solver;
    for (const literal of literals) this.#add(literal);
  }

  solve(): Outcome {
    if (this.#min > this.#max || this.#present.size > this.#max) return none;
    // The search gives the object an own key `__proto__` only if a literal requires this key.
    if (this.#asksForProto && !this.#present.has("__proto__")) return none;
    for (const key of this.#present.keys()) if (this.#absent.has(key)) return none;
    if (!this.#addPresent()) return none;
    return this.#assign(0) ? found(this.#object()) : (this.#gap ?? none);
  }

  #object(): Json {
    return Object.fromEntries([...this.#members].map(([key, { value }]) => [key, value]));
  }

  #add(literal: Literal): void {
    const { atom, sign } = readLiteral(literal);
    switch (atom.kind) {
      case "required":
        if (sign) push(this.#present, atom.key);
        else this.#absent.add(atom.key);
        return;
      case "size":
        if (sign) this.#min = Math.max(this.#min, atom.min);
        else this.#max = Math.min(this.#max, atom.min - 1);
        return;
      case "plain":
        if (sign) this.#absent.add("__proto__");
        else this.#asksForProto = true;
        return;
      default:
        if (atom.kind === "members") this.#addRule(atom.keys, atom.value, sign);
    }
  }

  #addRule(keys: Node, value: Node, sign: boolean): void {
    if (!sign) {
      const violation = this.#parts.table.not(value);
      const [key, ...others] = keys.kind === "strings" ? keys.values : [];
      if (key !== undefined && others.length === 0) push(this.#present, key, violation);
      else this.#wanted.push({ keys, value: violation });
      // The entry in `#named` marks the keys as named, even without a formula for their values.
      if (keys.kind === "strings") for (const name of keys.values) push(this.#named, name);
    } else if (keys.kind === "strings") {
      for (const name of keys.values) push(this.#named, name, value);
    } else {
      push(this.#open, keys, value);
    }
  }

  /**
   * Adds the required members with their values. Returns false if no value satisfies the conditions of one of them.
   */
  #addPresent(): boolean {
    // Members with the most formulas come first, because they are the likeliest to have no value.
    const keys = [...this.#present].toSorted(([, left], [, right]) => right.length - left.length);
    for (const [key, asked] of keys) {
      const goal = this.#parts.table.all([...asked, ...this.#rulesFor(key)]);
      if (!this.#setMember(key, goal)) return false;
    }
    return true;
  }

  #rulesFor(key: string): readonly Node[] {
    const rules = [...(this.#named.get(key) ?? [])];
    for (const [keys, values] of this.#open) if (this.#parts.evaluator.holds(keys, key)) rules.push(...values);
    return rules;
  }

  /** Adds a member with a value that satisfies the goal. Returns false if no value satisfies the goal. */
  #setMember(key: string, goal: Node): boolean {
    const outcome = this.#solver.solve(goal);
    if (outcome.answer === "none") return false;
    if (outcome.answer === "unknown") this.#gap ??= outcome;
    const isDecided = outcome.answer === "value";
    this.#members.set(key, { goal, value: isDecided ? outcome.value : null, isDecided });
    return true;
  }

  /** Tries each possible key for the members of `#wanted` from `index` on. Returns true if each of these members gets a key. */
  #assign(index: number): boolean {
    this.#parts.budget.spend();
    const wanted = this.#wanted[index];
    if (wanted === undefined) return this.#fill();
    for (const [key, goal] of this.#places(wanted, index)) {
      const before = this.#members.get(key);
      if (before === undefined && this.#members.size >= this.#max) continue;
      if (this.#setMember(key, goal) && this.#assign(index + 1)) return true;
      if (before === undefined) this.#members.delete(key);
      else this.#members.set(key, before);
    }
    return false;
  }

  /** Yields the keys that a member of `#wanted` can have, each with the goal for its value. */
  *#places({ keys, value }: Rule, index: number): Generator<readonly [string, Node]> {
    const { table, evaluator } = this.#parts;
    for (const [key, member] of this.#members) {
      if (evaluator.holds(keys, key)) yield [key, table.all([member.goal, value])];
    }
    for (const key of this.#named.keys()) {
      if (this.#members.has(key) || this.#absent.has(key) || key === "__proto__" || !evaluator.holds(keys, key)) continue;
      yield [key, table.all([value, ...this.#rulesFor(key)])];
    }
    if (keys.kind !== "strings") yield* this.#freshKeys([keys], value, this.#wanted.slice(index + 1));
  }

  /**
   * Yields keys that no literal names: one key for each combination of the formulas in `#open` that a key can satisfy.
   * The formulas for the keys of `later` members count too, because a later member may share the key or need a
   * different one.
   */
  *#freshKeys(descriptions: readonly Node[], value: Node, later: readonly Rule[]): Generator<readonly [string, Node]> {
    const { table } = this.#parts;
    const taken = new Set([...this.#named.keys(), ...this.#members.keys(), ...this.#absent, ...this.#present.keys(), "__proto__"]);
    const rules = [...this.#open].map(([keys, values]) => ({ keys, value: table.all(values) }));
    const distinctions = later.filter(({ keys }) => keys.kind !== "strings").map(({ keys }) => ({ keys, value: table.always }));
    yield* this.#combinations(table.all([...descriptions, table.not(table.strings(taken))]), value, [...rules, ...distinctions]);
  }

  *#combinations(keys: Node, value: Node, rules: readonly Rule[]): Generator<readonly [string, Node]> {
    this.#parts.budget.spend();
    const { table } = this.#parts;
    if (value === table.never) return;
    const key = this.#solver.solveString(keys);
    if (key.answer === "none") return;
    if (key.answer === "unknown") this.#gap ??= key;
    const [rule, ...others] = rules;
    if (rule === undefined) {
      if (key.answer === "value" && typeof key.value === "string") yield [key.value, value];
      return;
    }
    yield* this.#combinations(table.all([keys, table.not(rule.keys)]), value, others);
    yield* this.#combinations(table.all([keys, rule.keys]), table.all([value, rule.value]), others);
  }

  /**
   * Adds members until the object has its least size. Returns false if no further member is possible, or if the solver
   * cannot decide the value of a member.
   */
  #fill(): boolean {
    if ([...this.#members.values()].some(({ isDecided }) => !isDecided)) return false;
    const added: string[] = [];
    while (this.#members.size < this.#min) {
      const key = this.#addOne();
      if (key === undefined) {
        for (const each of added) this.#members.delete(each);
        return false;
      }
      added.push(key);
    }
    return true;
  }

  #addOne(): string | undefined {
    this.#parts.budget.spend();
    const { table } = this.#parts;
    for (const key of this.#named.keys()) {
      if (this.#members.has(key) || this.#absent.has(key) || key === "__proto__") continue;
      if (this.#addDecided(key, table.all(this.#rulesFor(key)))) return key;
    }
    for (const [key, goal] of this.#freshKeys([], table.always, [])) if (this.#addDecided(key, goal)) return key;
    return undefined;
  }

  /** Adds a member only if the solver finds a value for it. Otherwise the caller tries another key. */
  #addDecided(key: string, goal: Node): boolean {
    const outcome = this.#solver.solve(goal);
    if (outcome.answer === "unknown") this.#gap ??= outcome;
    if (outcome.answer !== "value") return false;
    this.#members.set(key, { goal, value: outcome.value, isDecided: true });
    return true;
  }
}

function push(map: Map<string, Node[]>, key: string, ...values: readonly Node[]): void;
function push(map: Map<Node, Node[]>, key: Node, ...values: readonly Node[]): void;
function push<Key>(map: Map<Key, Node[]>, key: Key, ...values: readonly Node[]): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [...values]);
  else list.push(...values);
}
