import { toError } from "../../core/base/error.js";
import { atOnce } from "../../core/base/guard.js";
import type { Issue } from "../../core/contract/v1/contract.js";
import type { Protocol, ProtocolTypes, StatefulProtocol } from "../../core/contract/v1/protocol.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import type { LogReadResult, LogSnapshot, StreamLog } from "../../core/log/stream-log.js";
import { Unreadable } from "./stored-events.js";
import { peerOf } from "./stored-protocol.js";
import type { Migration, Restored } from "./stream-types.js";

/** A stream whose state has to be restored from its log. */
export type StateOrigin<T extends ProtocolTypes> = {
  readonly log: StreamLog;
  readonly stream: StreamId;
  readonly protocol: StatefulProtocol<T>;
  readonly migrate: Migration<T>;
};

/** A state from which a server of this version may continue, by applying the events after it. */
export type StateSource<T extends ProtocolTypes> = {
  /** How the log gives the state. `new`: the log holds no snapshot, so it is the state before the first event. */
  readonly from: Restored["from"];
  readonly state: T["state"];
  /** The position of the last event in the state. `undefined` before the first event. */
  readonly after: Position | undefined;
  readonly warning?: string | undefined;
  /** True if a server of this version has stored the state. @default false */
  readonly isOwn?: boolean | undefined;
  /** Returns the error for a log that does not hold the events after the state. */
  readonly lost: (result: LogReadResult) => Unreadable;
};

type NextSource<T extends ProtocolTypes> = () => Promise<StateSource<T> | undefined>;

/**
 * The states that a log has for a stream. Each method returns a state, or `undefined` if the log has none of this kind, or
 * throws {@link Unreadable}.
 */
export class StateSources<T extends ProtocolTypes> {
  readonly #origin: StateOrigin<T>;
  readonly #snapshot: LogSnapshot | undefined;
  /** True if a server of this version may use the newest snapshot without a migration. */
  #isUsable = false;

  constructor(origin: StateOrigin<T>, snapshot: LogSnapshot | undefined) {
    this.#origin = origin;
    this.#snapshot = snapshot;
  }

  /** The newest snapshot, if `dagwire check` has proved that this version can read it. */
  readonly newest: NextSource<T> = () => {
    if (this.#snapshot === undefined) return Promise.resolve(undefined);
    const { protocol } = this.#origin;
    const { at, state, protocol: from } = this.#snapshot;
    const value = JSON.parse(state) as T["state"];
    const issues: Issue[] = [];
    const isOwn = from?.digest === protocol.digest;
    if (!isOwn && from !== undefined && peerOf(protocol, from.digest)?.stored !== "use") throw this.#unproved();
    if (!isOwn && !this.#accepts(value, issues)) throw this.#unproved(issues);
    this.#isUsable = true;
    return Promise.resolve({
      from: "snapshot",
      state: value,
      after: at,
      warning: from === undefined ? this.#namesNoVersion() : undefined,
      lost: this.#lost(at),
    });
  };

  /** Returns the snapshot that {@link own} or {@link newest} would use. */
  async readable(): Promise<LogSnapshot | undefined> {
    const { log, stream, protocol } = this.#origin;
    const own = await log.snapshot(stream, { digest: protocol.digest });
    if (own !== undefined) return own;
    try {
      await this.newest();
      return this.#snapshot;
    } catch (thrown) {
      if (thrown instanceof Unreadable) return undefined;
      throw thrown;
    }
  }

  /**
   * The newest snapshot that a server of this version has stored, even if another version has stored a newer one. The other
   * version may have skipped events that this version knows, so its state may lack their effects.
   */
  readonly own: NextSource<T> = async () => {
    const { log, stream, protocol } = this.#origin;
    const snapshot = await log.snapshot(stream, { digest: protocol.digest });
    if (snapshot === undefined) return undefined;
    const { at, state } = snapshot;
    return { from: "snapshot", state: JSON.parse(state) as T["state"], after: at, isOwn: true, lost: this.#lost(at) };
  };

  /** The state that the application's `migrate.state` returns for the newest snapshot. */
  readonly migrated: NextSource<T> = () => {
    const { migrate } = this.#origin;
    if (this.#isUsable || this.#snapshot === undefined || migrate.state === undefined) return Promise.resolve(undefined);
    const { at, state, protocol: from } = this.#snapshot;
    const issues: Issue[] = [];
    const value = this.#migrate(migrate.state, state, from);
    if (this.#accepts(value, issues)) return Promise.resolve({ from: "migrated", state: value, after: at, lost: this.#lost(at) });
    throw new Unreadable(`The function "migrate.state" returned an invalid state${textOf(issues)}.`, this.#advice());
  };

  /** The state before the first event. */
  readonly firstEvent: NextSource<T> = () => {
    const { protocol } = this.#origin;
    const lost = (result: LogReadResult): Unreadable => {
      const trimmed = result.status === "trimmed" ? ` up to ${result.oldest}` : "";
      return new Unreadable(
        `The log has removed the first events${trimmed}, so the server cannot compute the state from them.`,
        this.#advice(),
      );
    };
    const from = this.#snapshot === undefined ? "new" : "rebuilt";
    return Promise.resolve({ from, state: atOnce(protocol.state.initial(), "initial"), after: undefined, lost });
  };

  #migrate(state: (value: unknown, from: LogSnapshot["protocol"]) => T["state"], text: string, from: LogSnapshot["protocol"]): T["state"] {
    try {
      return atOnce(state(JSON.parse(text), from), "migrate.state");
    } catch (cause) {
      const message = `The function "migrate.state" has failed with "${toError(cause).message}".`;
      throw new Unreadable(message, this.#advice(), { cause });
    }
  }

  #accepts(state: unknown, issues: Issue[]): state is T["state"] {
    return this.#origin.protocol.state.validate?.(state, issues) ?? true;
  }

  #unproved(issues: readonly Issue[] = []): Unreadable {
    const { name, version } = this.#origin.protocol;
    const held = `Its log holds a state of ${name} ${this.#writer}, and this server runs ${version}.`;
    const reason =
      issues.length === 0
        ? "No check has proved that this server can read the state."
        : `The state does not match the schema of this server${textOf(issues)}.`;
    return new Unreadable(`${held} ${reason}`, this.#advice());
  }

  #lost(at: Position): () => Unreadable {
    return () => new Unreadable(`The log no longer holds the events after the state at position ${at}.`, this.#advice());
  }

  #namesNoVersion(): string {
    const { stream, protocol } = this.#origin;
    return `the log of stream "${stream}" holds a state without a version. This server (${protocol.name} ${protocol.version}) uses the state, because the state matches its schema`;
  }

  get #writer(): string {
    return this.#snapshot?.protocol?.version ?? "an unknown version";
  }

  #advice(): string {
    if (this.#snapshot === undefined) return "Remove the stream from the log, or use another id.";
    const version = this.#snapshot.protocol?.version;
    if (version === undefined) return 'Pass the option "migrate" to open(), or run a server of the version that has stored the state.';
    return `Pass the option "migrate" to open(), list ${version} under "retained" and run "dagwire check --matrix", or run a server of ${version}.`;
  }
}

/** Returns true if this version reads a stored state as it is. A client validates a state without a version. */
export function isReadable<T extends ProtocolTypes>(protocol: Protocol<T>, { protocol: from }: LogSnapshot): boolean {
  return from === undefined || from.digest === protocol.digest || peerOf(protocol, from.digest)?.stored === "use";
}

function textOf(issues: readonly Issue[]): string {
  const [first, ...others] = issues;
  if (first === undefined) return "";
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return ` at ${first.path === "" ? "its root" : first.path}: expected ${first.expected}, got ${first.got}${more}`;
}
