import { createRequire } from "node:module";
import type * as Refa from "refa";
import type { Concatenation } from "refa";
import type { Automaton } from "./automaton.js";
import { deadState, UnsupportedPattern } from "./automaton.js";
import { CharacterClasses } from "./character-classes.js";
import type { Assertion, PatternGraph } from "./pattern-graph.js";
import { patternGraph } from "./pattern-graph.js";

/**
 * One possible match so far: the state of the pattern's graph, and the lookaheads that the rest of the text still has
 * to satisfy.
 */
type Thread = { readonly at: number; readonly pending: readonly Pending[] };
type Pending = { readonly ahead: number; readonly state: number };

/**
 * A state of the deterministic automaton: all possible matches so far, and the state of each lookbehind's automaton.
 */
type State = { readonly threads: readonly Thread[]; readonly behind: readonly number[]; readonly accepts: boolean };

type Look = { readonly automaton: PatternAutomaton; readonly negate: boolean };

/** Whether other text may stand before the match (`before`) and after the match (`after`). */
type Reach = { readonly before: boolean; readonly after: boolean };

const maxStates = 4000;

/**
 * The automaton of an ECMAScript pattern with the flag `u`. Its deterministic states are computed on demand. A thread
 * is one possible match so far. A lookahead is a second automaton, which runs beside a thread and has to accept the
 * rest of the text. A lookbehind is an automaton that reads the text from its start. The lookbehind's automaton has to
 * accept the text read so far when a thread reaches the lookbehind.
 */
export class PatternAutomaton implements Automaton {
  readonly start: number;
  readonly #graph: PatternGraph;
  readonly #reach: Reach;
  readonly #classes: CharacterClasses;
  readonly #ahead: Look[] = [];
  readonly #behind: Look[] = [];
  readonly #looks = new Map<Assertion, number>();
  readonly #states: State[] = [];
  readonly #known = new Map<string, number>();
  readonly #steps = new Map<number, number>();

  /**
   * Returns the automaton of a pattern's source.
   * @throws UnsupportedPattern
   */
  static of(source: string): PatternAutomaton {
    return new PatternAutomaton(parse(source), { before: true, after: true });
  }

  private constructor(alternatives: readonly Concatenation[], reach: Reach) {
    this.#graph = patternGraph(alternatives);
    this.#reach = reach;
    const sets = this.#graph.edges.flatMap((edges) => edges.flatMap(({ characters }) => (characters === undefined ? [] : [characters])));
    for (const { assertion } of this.#graph.edges.flat()) if (assertion !== undefined) this.#addLook(assertion);
    const inner = [...this.#ahead, ...this.#behind].map(({ automaton }) => automaton.#classes);
    this.#classes = new CharacterClasses(sets, inner);
    const behind = this.#behind.map(({ automaton }) => automaton.start);
    this.start = this.#intern([{ at: this.#graph.start, pending: [] }], behind);
  }

  get boundaries(): readonly number[] {
    return this.#classes.boundaries;
  }

  classOf(character: number): number {
    return this.#classes.of(character);
  }

  step(state: number, character: number): number {
    if (state === deadState) return deadState;
    const key = state * this.#classes.count + this.#classes.of(character);
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    const next = this.#next(state, character);
    this.#steps.set(key, next);
    return next;
  }

  accepts(state: number): boolean {
    return this.#states[state]?.accepts === true;
  }

  #addLook(assertion: Assertion): void {
    const isAhead = assertion.kind === "ahead";
    const reach = isAhead ? { before: false, after: true } : { before: true, after: false };
    const automaton = new PatternAutomaton(assertion.alternatives, reach);
    // A lookbehind inside a lookahead would need text that the lookahead's automaton does not read. A lookahead inside
    // a lookbehind has the same problem.
    if ((isAhead ? automaton.#behind : automaton.#ahead).length > 0)
      throw new UnsupportedPattern("a lookahead is inside a lookbehind, or a lookbehind is inside a lookahead");
    const looks = isAhead ? this.#ahead : this.#behind;
    this.#looks.set(assertion, looks.push({ automaton, negate: assertion.negate }) - 1);
  }

  #next(state: number, character: number): number {
    const { threads, behind } = this.#states[state] ?? { threads: [], behind: [] };
    const moved: Thread[] = this.#reach.before ? [{ at: this.#graph.start, pending: [] }] : [];
    for (const { at, pending } of threads) {
      const rest = this.#stepPending(pending, character);
      if (rest === undefined) continue;
      if (at === this.#graph.end && this.#reach.after) moved.push({ at, pending: rest });
      for (const { to, characters } of this.#graph.edges[at] ?? []) {
        if (characters?.has(character) === true) moved.push({ at: to, pending: rest });
      }
    }
    return this.#intern(
      moved,
      behind.map((inner, index) => this.#behind[index]?.automaton.step(inner, character) ?? deadState),
    );
  }

  /**
   * Feeds a character to the pending lookaheads. Returns those that are still undecided, or `undefined` if one of them
   * failed.
   */
  #stepPending(pending: readonly Pending[], character: number): readonly Pending[] | undefined {
    const rest: Pending[] = [];
    for (const { ahead, state } of pending) {
      const look = this.#ahead[ahead];
      const next = look?.automaton.step(state, character) ?? deadState;
      if (next !== deadState) rest.push({ ahead, state: next });
      else if (look?.negate !== true) return undefined;
    }
    return rest;
  }

  #intern(moved: readonly Thread[], behind: readonly number[]): number {
    const all = this.#closure(moved, behind);
    const done = all.find(({ at, pending }) => at === this.#graph.end && pending.length === 0);
    // If a match is complete and other text may follow the match, the pattern matches whatever follows. The other
    // possible matches then do not matter.
    const threads = done !== undefined && this.#reach.after ? [done] : all;
    if (threads.length === 0 && !this.#reach.before) return deadState;
    const lookers = done !== undefined && this.#reach.after ? [] : behind;
    const key = `${threads.map(threadKey).toSorted().join(" ")}|${lookers.join()}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#states.length >= maxStates) throw new UnsupportedPattern("its automaton is too large");
    const accepts = threads.some((thread) => this.#isDone(thread));
    this.#known.set(key, this.#states.length);
    return this.#states.push({ threads, behind: lookers, accepts }) - 1;
  }

  #isDone({ at, pending }: Thread): boolean {
    if (at !== this.#graph.end) return false;
    return pending.every(({ ahead, state }) => {
      const look = this.#ahead[ahead];
      return look !== undefined && look.automaton.accepts(state) !== look.negate;
    });
  }

  /**
   * Returns the possible matches `moved`, and all possible matches that can be reached from them without reading a
   * character.
   */
  #closure(moved: readonly Thread[], behind: readonly number[]): Thread[] {
    const seen = new Map<string, Thread>();
    const open = [...moved];
    for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
      const key = threadKey(thread);
      if (seen.has(key)) continue;
      seen.set(key, thread);
      for (const { to, characters, assertion } of this.#graph.edges[thread.at] ?? []) {
        if (characters !== undefined) continue;
        const pending = assertion === undefined ? thread.pending : this.#assert(assertion, thread.pending, behind);
        if (pending !== undefined) open.push({ at: to, pending });
      }
    }
    return [...seen.values()].filter(({ at }) => this.#isStop(at));
  }

  /**
   * Returns true for the end of the graph, and for states with an edge that reads a character. Other states do not
   * matter for the next character.
   */
  #isStop(at: number): boolean {
    return at === this.#graph.end || (this.#graph.edges[at] ?? []).some(({ characters }) => characters !== undefined);
  }

  #assert(assertion: Assertion, pending: readonly Pending[], behind: readonly number[]): readonly Pending[] | undefined {
    const index = this.#looks.get(assertion) ?? 0;
    if (assertion.kind === "behind") {
      const look = this.#behind[index];
      const isMet = look !== undefined && look.automaton.accepts(behind[index] ?? deadState) !== look.negate;
      return isMet ? pending : undefined;
    }
    const state = this.#ahead[index]?.automaton.start ?? deadState;
    if (pending.some((other) => other.ahead === index && other.state === state)) return pending;
    return [...pending, { ahead: index, state }].toSorted((left, right) => left.ahead - right.ahead || left.state - right.state);
  }
}

function threadKey({ at, pending }: Thread): string {
  return pending.length === 0 ? String(at) : `${at}:${pending.map(({ ahead, state }) => `${ahead}.${state}`).join()}`;
}

function parse(source: string): readonly Concatenation[] {
  // Loading refa takes 90 ms of CPU, and most runs meet no pattern.
  const { JS } = createRequire(import.meta.url)("refa") as typeof Refa;
  const parser = JS.Parser.fromLiteral({ source, flags: "u" });
  return parser.parse({ maxBackreferenceWords: 0, backreferences: "unknown", assertions: "parse" }).expression.alternatives;
}
