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
export type Stand = {
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
  readonly stand: Stand | undefined;
  /** The pair around it. */
  readonly around: Visit | undefined;
};

/** A part that many places share is compared at so many of them; what differs is in one place of the schema. */
const mostPlaces = 8;

/** What compares one pair; it reports to the comparison and names the pairs inside. */
export type ComparePair = (pair: Pair, comparison: Comparison) => void;

/**
 * Walks two structures in parallel, nearest first, and collects what differs. A pair is not compared
 * again inside itself, so cycles end.
 */
export class Comparison {
  readonly #direction: Direction;
  readonly #event: string;
  readonly #changes: Change[] = [];
  readonly #told = new Set<string>();
  readonly #places = new Map<string, number>();
  readonly #ignored: ReadonlySet<string>;
  #pending: Visit[] = [];
  #current: Visit | undefined;

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
    return this.#current?.stand;
  }

  /** Compares a pair and all that is inside. */
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

  /** Compares a value inside, later. */
  visit(path: string, before: Facet, after: Facet, stand: Stand | undefined = this.stand): void {
    if (before.key === after.key || this.#ignored.has(path)) return;
    const key = `${before.key}|${after.key}|${stand === undefined ? "" : JSON.stringify(stand)}`;
    const places = this.#places.get(key) ?? 0;
    if (places >= mostPlaces || isInside(this.#current, key)) return;
    this.#places.set(key, places + 1);
    this.#pending.push({ path, key, before, after, stand, around: this.#current });
  }

  /** Notes a change. The words follow the event's name: `now requires "reason"`. The detail is that of {@link Change}. */
  report(kind: ChangeKind, path: string, words: string, places: Places, detail?: string): void {
    const told: Stand = this.stand ?? { kind, path, words, places, ...(detail !== undefined && { detail }) };
    const sentence = `${this.#direction} event "${this.#event}" ${told.words}.`;
    const key = `${told.kind} ${told.path} ${told.detail ?? ""} ${sentence}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const { before, after } = told.places;
    this.#changes.push({
      kind: told.kind,
      direction: this.#direction,
      event: this.#event,
      path: told.path,
      ...(told.detail !== undefined && { detail: told.detail }),
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

/** The path of something inside; `*` stands for any item or undeclared key. */
export function inside(path: string, token: string | number): string {
  return joinPointer(path, token);
}
