import { childSchemas } from "../../schema/children.js";
import type { Schema } from "../../schema/schema.js";

/** The most requirements of an event that are judged one by one. */
export const mostRequirements = 400;

/** The least requirements of an event that are judged one by one, however large the event is. */
const leastRequirements = 8;

/**
 * The most work for the requirements of one event, and of all events of a direction. The unit is one schema, or one listed value,
 * that the prover reads for one question.
 */
const mostWork = { event: 1_000_000, all: 4_000_000 };

/**
 * The most schemas and listed values that an event may have in both versions together. A larger event is not compared, because that
 * takes too much memory.
 */
const mostSize = 100_000;

/** Thrown if an event has more schemas and listed values than {@link mostSize}. */
export class EventTooLarge extends Error {
  override readonly name = "EventTooLarge";
}

/** @throws EventTooLarge if the schemas are too large to be compared. */
export function checkSize(schemas: readonly Schema[]): void {
  if (sizeOf(schemas) > mostSize)
    throw new EventTooLarge(`the two versions have more than ${mostSize.toLocaleString("en")} schemas and listed values`);
}

/** The most questions about an event that may exceed the prover's limit before the other requirements stay undecided. */
const mostExceeded = 25;

/**
 * Limits the work of judging requirements one by one: the time of a question grows with the size of the event, and so does the
 * number of questions.
 */
export class RequirementBudget {
  #left = mostWork.all;

  /** Returns how many requirements of an event may be judged one by one. @param schemas the schemas that each question reads. */
  mostFor(schemas: readonly Schema[]): number {
    const most = Math.floor(Math.min(mostWork.event, this.#left) / sizeOf(schemas));
    return Math.min(mostRequirements, Math.max(leastRequirements, most));
  }

  /** Counts the questions about an event. */
  spend(questions: number, schemas: readonly Schema[]): void {
    this.#left = Math.max(0, this.#left - questions * sizeOf(schemas));
  }
}

/** Counts the questions about one event that exceed the limit of the prover. */
export class ExceededCount {
  #count = 0;

  /** The reason why the other requirements of the event are not judged; `undefined` as long as they may be. */
  get reason(): string | undefined {
    if (this.#count < mostExceeded) return undefined;
    return `${this.#count} other questions about the event exceed the limit of the prover, so dagwire asks no further one`;
  }

  /** Counts a verdict if its question exceeds the limit. */
  add(answer: { readonly verdict: string; readonly isOverLimit?: boolean }): void {
    if (answer.isOverLimit === true) this.#count++;
  }
}

/** Returns how many schemas can be reached from the schemas, and how many values these list. */
function sizeOf(roots: readonly Schema[]): number {
  const seen = new Set<Schema>();
  const pending = [...roots];
  let values = 0;
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    values += schema.enum?.length ?? 0;
    if (schema.ref !== undefined) pending.push(schema.ref);
    for (const child of childSchemas(schema)) pending.push(child);
  }
  return Math.max(1, seen.size + values);
}
