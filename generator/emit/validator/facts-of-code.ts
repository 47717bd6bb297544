import { allOf, isWithin, join, meet, without } from "./value-set.js";
import type { ValueSet } from "./value-set.js";
import type { Claim } from "./condition.js";

/**
 * The values that an expression can have at one place of generated code; `undefined` for all values. `narrowed` are the
 * values of the type to which TypeScript has narrowed the expression there.
 */
type Known = { readonly possible: ValueSet | undefined; readonly narrowed: ValueSet | undefined };

/** The number of facts that are searched as one. A chain may have thousands, and each test looks for a fact. */
const section = 64;

/** The facts that hold at one place of generated code about the values of its expressions. Never changes; each method returns a copy. */
export class CodeFacts {
  readonly #before: CodeFacts | undefined;
  readonly #subject: string;
  readonly #known: Known;
  /** The number of facts before this one. */
  readonly #depth: number;
  /** The result of {@link CodeFacts.#section}, and the fact before that section. Only every {@link section}th fact has them. */
  #bySubject: ReadonlyMap<string, Known> | undefined;
  #beforeSection: CodeFacts | undefined;

  /** Without arguments, nothing is known. @param before the facts to which the fact about `subject` is added. */
  constructor(before?: CodeFacts, subject = "", known: Known = { possible: undefined, narrowed: undefined }) {
    this.#before = before;
    this.#subject = subject;
    this.#known = known;
    this.#depth = before === undefined ? 0 : before.#depth + 1;
  }

  /**
   * Returns the result of a test if it is certain; else `undefined`. The result `true` needs a value that TypeScript has
   * narrowed: without the test, code behind it would not compile.
   */
  decide({ subject, values, isInside, isNarrowing }: Claim): boolean | undefined {
    const known = this.#of(subject);
    if (known?.possible === undefined) return undefined;
    if (meet(known.possible, values).size === 0) return !isInside;
    return isNarrowing && known.narrowed !== undefined && isWithin(known.narrowed, values) ? isInside : undefined;
  }

  /**
   * Returns true if TypeScript narrows an expression by the cases of a `switch`. It does not if a test such as
   * `x !== undefined` has made the type `{} | null` of the type `unknown`.
   */
  narrowsInSwitch(subject: string): boolean {
    const known = this.#of(subject);
    return known?.possible === undefined || known.narrowed !== undefined;
  }

  /** Returns what is known after a test. @param result the result of the test. */
  after({ subject, values, isInside, isNarrowing }: Claim, result: boolean): CodeFacts {
    if (!isReference(subject)) return this;
    const { possible, narrowed } = this.#of(subject) ?? { possible: undefined, narrowed: undefined };
    if (result === isInside)
      return this.#with(subject, { possible: within(possible, values), narrowed: isNarrowing ? within(narrowed, values) : narrowed });
    if (!isNarrowing) return this;
    return this.#with(subject, {
      possible: without(possible ?? allOf(), values),
      narrowed: narrowed === undefined ? undefined : without(narrowed, values),
    });
  }

  /** Returns what is known behind the declaration of a constant. @param source the expression whose value and type it gets. */
  declared(name: string, source?: string): CodeFacts {
    const known = source === undefined ? undefined : this.#of(source);
    return this.#with(name, known ?? { possible: undefined, narrowed: undefined });
  }

  /** Returns what is known where two ways through the code meet; `undefined` stands for a way that has ended. */
  static joined(a: CodeFacts | undefined, b: CodeFacts | undefined): CodeFacts | undefined {
    if (a === undefined || b === undefined || a === b) return a ?? b;
    // Facts from before the two ways parted hold behind them, unless one of the ways has a newer fact about the subject.
    const parting = a.#common(b);
    const subjects = new Set([...a.#since(parting), ...b.#since(parting)]);
    let joined = parting;
    for (const subject of subjects) {
      const [left, right] = [a.#of(subject), b.#of(subject)];
      joined = joined.#with(subject, {
        possible: either(left?.possible, right?.possible),
        narrowed: either(left?.narrowed, right?.narrowed),
      });
    }
    return joined;
  }

  /** Returns the last fact that two chains share. Walks over the other facts alone, because a chain may have thousands. */
  #common(other: CodeFacts): CodeFacts {
    let [own, theirs]: [CodeFacts | undefined, CodeFacts | undefined] = [this, other];
    while (own !== theirs && own !== undefined && theirs !== undefined) {
      if (own.#depth > theirs.#depth) own = own.#before;
      else if (own.#depth < theirs.#depth) theirs = theirs.#before;
      else [own, theirs] = [own.#before, theirs.#before];
    }
    return own === theirs && own !== undefined ? own : new CodeFacts();
  }

  #since(parting: CodeFacts): readonly string[] {
    if (this === parting) return [];
    const found = [this.#subject];
    for (let facts = this.#before; facts !== undefined && facts !== parting; facts = facts.#before) found.push(facts.#subject);
    return found;
  }

  #of(subject: string): Known | undefined {
    let facts: CodeFacts | undefined = this.#before;
    if (this.#subject === subject) return this.#known;
    while (facts !== undefined) {
      if (facts.#depth % section === 0) {
        const known = facts.#section().get(subject);
        if (known !== undefined) return known;
        facts = facts.#beforeSection;
      } else if (facts.#subject === subject) return facts.#known;
      else facts = facts.#before;
    }
    return undefined;
  }

  /** Returns this fact and those before it, at most {@link section}, by subject. Of several facts about a subject the last one counts. */
  #section(): ReadonlyMap<string, Known> {
    if (this.#bySubject !== undefined) return this.#bySubject;
    const found = new Map([[this.#subject, this.#known]]);
    let facts = this.#before;
    for (let count = 1; count < section && facts !== undefined; count++, facts = facts.#before)
      if (!found.has(facts.#subject)) found.set(facts.#subject, facts.#known);
    this.#beforeSection = facts;
    this.#bySubject = found;
    return found;
  }

  #with(subject: string, known: Known): CodeFacts {
    return new CodeFacts(this, subject, known);
  }
}

function within(known: ValueSet | undefined, values: ValueSet): ValueSet {
  return known === undefined ? values : meet(known, values);
}

function either(a: ValueSet | undefined, b: ValueSet | undefined): ValueSet | undefined {
  return a === undefined || b === undefined ? undefined : join(a, b);
}

/** Returns true for an expression whose value does not change and that TypeScript narrows: a name, or a property of it. */
function isReference(text: string): boolean {
  return /^[\w$]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])*$/.test(text);
}
