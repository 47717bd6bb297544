import type { Direction } from "../../model/protocol.js";
import type { Location } from "../../model/schema.js";
import type { Change } from "./change.js";
import type { ChangeKind } from "./change-kind.js";
import { joinPointer } from "../../load/pointer.js";
import type { Facet } from "./facet.js";
import type { Shape } from "./shape.js";
import { shapeOf } from "./shape-of.js";

/** One value of the message, as it was and as it is. */
export type Pair = { readonly path: string; readonly before: Shape; readonly after: Shape };

/** Where the two schemas say something. */
export type Places = { readonly before?: Location | undefined; readonly after?: Location | undefined };

/** One change that stands for whatever differs in a part whose details have no place in the message. */
export type Stand = { readonly kind: ChangeKind; readonly path: string; readonly words: string; readonly places: Places };

type Visit = { readonly path: string; readonly before: Facet; readonly after: Facet; readonly stand: Stand | undefined };

/** What compares one pair; it reports to the comparison and names the pairs inside. */
export type ComparePair = (pair: Pair, comparison: Comparison) => void;

/**
 * Walks two structures in parallel, nearest first, and collects what differs. A pair that was met
 * before is not compared again, so cycles end and a shared part's change is told once an event.
 */
export class Comparison {
  readonly #direction: Direction;
  readonly #event: string;
  readonly #changes: Change[] = [];
  readonly #told = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #ignored: ReadonlySet<string>;
  #pending: Visit[] = [];
  #stand: Stand | undefined;

  /** @param ignored paths whose values are compared elsewhere: the tags. */
  constructor(direction: Direction, event: string, ignored: ReadonlySet<string> = new Set()) {
    this.#direction = direction;
    this.#event = event;
    this.#ignored = ignored;
  }

  /** All changes, in the order of their discovery. */
  get changes(): readonly Change[] {
    return this.#changes;
  }

  /** What stands for the changes of the part that is being compared, if anything does. */
  get stand(): Stand | undefined {
    return this.#stand;
  }

  /** Compares a pair and all that is inside. */
  run(path: string, before: Facet, after: Facet, compare: ComparePair): void {
    this.visit(path, before, after);
    for (let round = this.#pending; round.length > 0; round = this.#pending) {
      this.#pending = [];
      for (const { path: at, before: old, after: today, stand } of round) {
        this.#stand = stand;
        compare({ path: at, before: shapeOf(old), after: shapeOf(today) }, this);
      }
    }
    this.#stand = undefined;
  }

  /** Compares a value inside, later. */
  visit(path: string, before: Facet, after: Facet, stand: Stand | undefined = this.#stand): void {
    if (before.key === after.key || this.#ignored.has(path)) return;
    const key = `${before.key}|${after.key}|${stand === undefined ? "" : JSON.stringify(stand)}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#pending.push({ path, before, after, stand });
  }

  /** Notes a change. The words follow the event's name: `now requires "reason"`. */
  report(kind: ChangeKind, path: string, words: string, places: Places): void {
    const told = this.#stand ?? { kind, path, words, places };
    const sentence = `${this.#direction} event "${this.#event}" ${told.words}.`;
    const key = `${told.kind} ${told.path} ${sentence}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const { before, after } = told.places;
    this.#changes.push({
      kind: told.kind,
      direction: this.#direction,
      event: this.#event,
      path: told.path,
      sentence,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    });
  }
}

/** The path of something inside; `*` stands for any item or undeclared key. */
export function inside(path: string, token: string | number): string {
  return joinPointer(path, token);
}
