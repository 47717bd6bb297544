import { toError } from "../../core/base/error.js";
import { atOnce } from "../../core/base/guard.js";
import { readValue } from "../../core/base/read-input.js";
import type { EventOf } from "../../core/contract/v1/contract.js";
import type { Protocol, ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { LogSlice, StoredProtocol } from "../../core/log/stream-log.js";
import { hasToBeUnderstood } from "./stored-protocol.js";
import type { Migration } from "./stream-types.js";

/** Why this version cannot continue from a stored state or a stored event, as sentences for the error of `open`. */
export class Unreadable extends Error {
  /** Advice for the application, as the last sentences of the error. */
  readonly advice: string;

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}

/** Reads the events of a log for the reducer of this version. Servers of other versions may have stored these events. */
export class StoredEvents<T extends ProtocolTypes> {
  readonly #protocol: Protocol<T>;
  readonly #migrate: Migration<T>["event"];
  /** The number of skipped events, by tag. */
  readonly #skipped = new Map<string, number>();

  constructor(protocol: Protocol<T>, migrate: Migration<T>["event"]) {
    this.#protocol = protocol;
    this.#migrate = migrate;
  }

  /** The number of events that were skipped. */
  get skipped(): number {
    return [...this.#skipped.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The tags of the skipped events, for a warning. */
  get skippedTags(): readonly string[] {
    return [...this.#skipped.keys()];
  }

  /**
   * Returns the events of a slice that this version's reducer can apply.
   *
   * @throws Unreadable for an event that this version refuses, or does not know and may not skip.
   */
  read({ texts, protocol: from }: LogSlice): readonly EventOf<T["server"]>[] {
    const values = texts.map((text) => JSON.parse(text) as EventOf<T["server"]>);
    return from?.digest === this.#protocol.digest ? values : values.flatMap((value) => this.#readForeign(value, from));
  }

  #readForeign(value: unknown, from: StoredProtocol | undefined): readonly EventOf<T["server"]>[] {
    const input = readValue<EventOf<T["server"]>>(this.#protocol.server, value);
    if (input.outcome === "event") return [input.event];
    if (input.outcome === "invalid") return this.#migrated(value, from, input.error.message);
    if (from !== undefined && hasToBeUnderstood(value, from))
      throw this.#refusal(from, `${input.error.message}, and no reader may skip it`);
    return this.#skip(input.tag);
  }

  #migrated(value: unknown, from: StoredProtocol | undefined, refusal: string): readonly EventOf<T["server"]>[] {
    if (this.#migrate === undefined) throw this.#refusal(from, refusal);
    let event: unknown;
    try {
      event = atOnce(this.#migrate(value, from), "migrate.event");
    } catch (cause) {
      throw this.#refusal(from, `${refusal}; the function "migrate.event" has failed with "${toError(cause).message}"`, cause);
    }
    if (event === undefined) return this.#skip(this.#protocol.server.nameOf(value) ?? "an event without a tag");
    const input = readValue<EventOf<T["server"]>>(this.#protocol.server, event);
    if (input.outcome === "event") return [input.event];
    throw this.#refusal(from, `${refusal}; the function "migrate.event" returned an invalid event: ${input.error.message}`);
  }

  #skip(tag: string): readonly never[] {
    this.#skipped.set(tag, (this.#skipped.get(tag) ?? 0) + 1);
    return [];
  }

  #refusal(from: StoredProtocol | undefined, reason: string, cause?: unknown): Unreadable {
    const { name, version } = this.#protocol;
    const writer = from === undefined ? "an unknown version" : from.version;
    return new Unreadable(
      `Its log holds an event of ${name} ${writer} that this server, ${version}, cannot read: ${reason}.`,
      `Pass the option "migrate" with a function "event" to open(), or run a server of ${writer}.`,
      { cause },
    );
  }
}
