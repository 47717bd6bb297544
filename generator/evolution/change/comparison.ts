import type { Direction } from "../../model/event-model.js";
import type { Location } from "../../schema/schema.js";
import { conditionOf, keyOfBranches } from "./branch.js";
import type { Branch } from "./branch.js";
import type { Change, ChangeKind } from "./change.js";
import { joinPointer } from "../../base/pointer.js";
import type { Facet } from "./facet.js";
import type { Shape } from "./shape.js";
import { shapeOf } from "./shape-of.js";

/** A value inside a message, with its shape in the old and in the new version. */
export type Pair = { readonly path: string; readonly before: Shape; readonly after: Shape };

/** The place of a change in the old and in the new schema. */
export type Places = { readonly before?: Location | undefined; readonly after?: Location | undefined };

/**
 * A change that is reported instead of all changes inside a part of a schema. It is needed for parts such as `not`,
 * whose inner values have no path in the message.
 */
export type Substitute = {
  readonly kind: ChangeKind;
  readonly path: string;
  readonly words: string;
  readonly places: Places;
  /** As in {@link Change}. */
  readonly detail?: string;
};

type Visit = {
  readonly path: string;
  readonly key: string;
  readonly before: Facet;
  readonly after: Facet;
  readonly substitute: Substitute | undefined;
  /** The branches that the pair is in, the outermost first. Inside a substitute these are the branches of the substitute. */
  readonly branches: readonly Branch[];
  /** The pair inside which this pair was found. */
  readonly around: Visit | undefined;
};

/** How the comparison of a value inside a pair differs from the comparison of the pair. */
export type VisitOptions = {
  /** @default the substitute of the pair */
  readonly substitute?: Substitute | undefined;
  /** The branch of the pair that the value is in. @default none */
  readonly branches?: readonly Branch[];
};

/**
 * The most paths in a message at which the same two schemas are compared, and the most branches for each of the paths. Further
 * places would only repeat changes of the same schema.
 */
const mostPaths = 8;
const mostBranches = 32;

/**
 * A function that compares the two versions of a value. It reports changes to `comparison`, and schedules the
 * comparison of inner values.
 */
export type ComparePair = (pair: Pair, comparison: Comparison) => void;

/**
 * Compares two versions of a schema value by value, breadth first, and collects the changes. While two schemas are
 * compared, the same two are not compared again inside, so the comparison of recursive schemas ends.
 */
export class Comparison {
  readonly #direction: Direction;
  readonly #event: string;
  readonly #changes: Change[] = [];
  readonly #reported = new Set<string>();
  readonly #places = new Map<string, Map<string, number>>();
  readonly #ignored: ReadonlySet<string>;
  readonly #subject: string;
  #pending: Visit[] = [];
  #current: Visit | undefined;

  /**
   * @param ignored the paths of tags. The caller compares the tags itself.
   * @param subject the beginning of each sentence. Default: the event.
   */
  constructor(direction: Direction, event: string, ignored: ReadonlySet<string> = new Set(), subject = `${direction} event "${event}"`) {
    this.#direction = direction;
    this.#event = event;
    this.#ignored = ignored;
    this.#subject = subject;
  }

  /** All reported changes, in the order in which they were found. */
  get changes(): readonly Change[] {
    return this.#changes;
  }

  /** The change that replaces all changes inside the current pair; `undefined` if changes are reported one by one. */
  get substitute(): Substitute | undefined {
    return this.#current?.substitute;
  }

  /** Compares two versions of a value and, in turn, all values inside. */
  run(path: string, before: Facet, after: Facet, compare: ComparePair): void {
    this.visit(path, before, after);
    for (let round = this.#pending; round.length > 0; round = this.#pending) {
      this.#pending = [];
      for (const visit of round) {
        this.#current = visit;
        compare({ path: visit.path, before: shapeOf(visit.before), after: shapeOf(visit.after) }, this);
      }
    }
    this.#current = undefined;
  }

  /** Schedules the comparison of a value inside the current pair. */
  visit(path: string, before: Facet, after: Facet, { substitute = this.substitute, branches: inner = [] }: VisitOptions = {}): void {
    if (before.key === after.key || this.#ignored.has(path)) return;
    const key = `${before.key}|${after.key}|${substitute === undefined ? "" : JSON.stringify(substitute)}`;
    if (isInside(this.#current, key) || !this.#isNew(key, path)) return;
    const outer = this.#current?.branches ?? [];
    const branches = this.substitute === undefined ? [...outer, ...inner] : outer;
    this.#pending.push({ path, key, before, after, substitute, branches, around: this.#current });
  }

  /** Counts a place at which two schemas are compared. Returns false if the number of places has reached the limit. */
  #isNew(key: string, path: string): boolean {
    const paths = this.#places.get(key) ?? new Map<string, number>();
    this.#places.set(key, paths);
    const branches = paths.get(path) ?? 0;
    if (branches === 0 ? paths.size >= mostPaths : branches >= mostBranches) return false;
    paths.set(path, branches + 1);
    return true;
  }

  /** Adds a change. `words` follow the event's name in the sentence: `now requires "reason"`. */
  report(kind: ChangeKind, path: string, words: string, places: Places, detail?: string): void {
    const change: Substitute = this.substitute ?? { kind, path, words, places, ...(detail !== undefined && { detail }) };
    const branches = this.#current?.branches ?? [];
    const condition = conditionOf(branches);
    const sentence = `${this.#subject} ${change.words}${condition === "" ? "" : ` if ${condition}`}.`;
    const key = JSON.stringify([change.kind, change.path, change.detail, keyOfBranches(branches), sentence]);
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    const { before, after } = change.places;
    this.#changes.push({
      kind: change.kind,
      direction: this.#direction,
      event: this.#event,
      path: change.path,
      ...(change.detail !== undefined && { detail: change.detail }),
      ...(branches.length > 0 && { branches }),
      sentence,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    });
  }
}

function isInside(visit: Visit | undefined, key: string): boolean {
  for (let around = visit; around !== undefined; around = around.around) if (around.key === key) return true;
  return false;
}

/** Returns the path of a value inside the value at a path. The token `*` means any item or undeclared key. */
export function inside(path: string, token: string | number): string {
  return joinPointer(path, token);
}
