import type { StreamError } from "../../core/base/error.js";
import type { EventOf } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { PartAt } from "../../core/contract/v1/state/state-holder.js";
import type { Retention, StoredProtocol } from "../../core/log/stream-log.js";
import type { CommandContext, GateContext } from "./command-context.js";

/**
 * A handler for each client event, by the event's name. The value that a handler returns, or resolves with, is the
 * result of its command: `undefined`, or a value that JSON can express. If a handler throws, or returns another value,
 * the server refuses the command with code `failed`, and the handler's events have no effect.
 *
 * The text `"unsupported"` in place of a handler says that this server does not do what the event asks for. Its command is
 * refused with code `unsupported`.
 *
 * The commands of a stream are handled one after another.
 */
export type Commands<T extends ProtocolTypes, P = undefined> = {
  readonly [Name in keyof T["client"]]: ((event: T["client"][Name], command: CommandContext<T, P>) => unknown) | "unsupported";
};

/** Functions that read what a server of another version of the protocol has stored. A promise as their result is an error. */
export type Migration<T extends ProtocolTypes> = {
  /**
   * Returns a state of this version to replace the stored state of another version. The server calls the function unless `dagwire
   * check` has proved that this version can read the stored state. `from` is `undefined` if the log does not know the version.
   *
   * @default the server computes the state from the first event, if the log still holds all events
   */
  readonly state?: ((state: unknown, from: StoredProtocol | undefined) => T["state"]) | undefined;
  /**
   * Returns an event of this version to replace a stored event that does not match the schema of this version. Returns
   * `undefined` to skip the stored event. The result only changes the state that the server computes: clients still get the
   * stored event.
   *
   * @default the stream cannot be opened
   */
  readonly event?: ((event: unknown, from: StoredProtocol | undefined) => EventOf<T["server"]> | undefined) | undefined;
};

/** How the state of an open stream was restored from the log. */
export type Restored = {
  /**
   * - `new`: the log held no event, or the protocol has no state.
   * - `snapshot`: from a snapshot in the log.
   * - `migrated`: from a snapshot of another version, by the option `migrate`.
   * - `rebuilt`: from the first event, because the log held no snapshot that this version reads.
   */
  readonly from: "new" | "snapshot" | "migrated" | "rebuilt";
  /** The number of events that the server has then applied to the restored state. */
  readonly events: number;
  /** The number of events that the server has skipped, because this version does not know them. */
  readonly skipped: number;
};

/** How one stream handles commands, and events and states that servers of other versions have stored. */
export type StreamOptions<T extends ProtocolTypes, P = undefined> = {
  /** The handlers of client events. @default the server's `commands`. If they are absent, every command is refused with code `unhandled` */
  readonly commands?: Commands<T, P> | undefined;
  /**
   * Returns the id of the gate that a client event decides. The first decision of a gate takes effect. The server refuses later
   * decisions with code `conflict` and tells the client the first one. If the function throws, the server refuses the command
   * with code `failed`.
   *
   * @default the server's `gate`. If that is absent, no client event decides a gate
   */
  readonly gate?: ((event: EventOf<T["client"]>, context: GateContext<T, P>) => string | undefined) | undefined;
  /** Reads what servers of other versions have stored. @default the server's `migrate` */
  readonly migrate?: Migration<T> | undefined;
  /**
   * The events that the log keeps for readers of the stream's history. The server applies the bounds each time that it stores a
   * snapshot. `{}` keeps all events. A log in memory keeps no more than its own bounds. A durable log keeps what a roll-back needs
   * (`limits.rollbackMs` and `rollbackEvents`), even if the bounds are smaller. Without a state, a durable log keeps all events.
   *
   * @default the server's `retention`
   */
  readonly retention?: Retention | undefined;
  /**
   * Called when this process can no longer write to the stream. The code of `reason` is `STREAM_TAKEN_OVER` if another process has
   * opened the stream, or `LOG_FAILED` if the log has lost records. The stream can be opened again.
   */
  readonly onLost?: ((reason: StreamError) => void) | undefined;
};

/** An open stream: the ordered events of one run. The server's `open` resolves with it. */
export type Stream<T extends ProtocolTypes> = {
  readonly id: string;
  /**
   * The whole state after the newest event in the log. `undefined` if the protocol has no state. The object never changes, so the
   * next event copies the maps on its way. This costs time for each entry of these maps, and {@link read} does not.
   */
  readonly state: T["state"];
  /**
   * Returns the value at a path of the state, such as `run.read(["gates", id])`, or `undefined` if the path does not exist. The
   * value never changes: the next event that changes it copies the objects that were read, and no others.
   */
  read<const Path extends readonly string[]>(path: Path): PartAt<T["state"], Path>;
  /** The number of connections that follow the stream. */
  readonly connections: number;
  /** How `open` has restored the state. */
  readonly restored: Restored;
  /**
   * Publishes an event. The server appends all events of one turn of the event loop to the log together, at the end of the turn.
   * Connections get an event when the log has stored the event.
   *
   * Events wait while the log does not answer: at most 4 MiB or 10,000 events of a stream, and 64 MiB of all streams.
   *
   * @returns false if more than half of that is used up. Then await {@link ready} before you publish more.
   * @throws {@link ProtocolError} if the event does not match its schema.
   * @throws {@link StreamError} `BACKLOG_FULL` if all of it is used up, `STREAM_CLOSED`, `STREAM_ENDED` after the event that ends the
   * stream, `STREAM_TAKEN_OVER` after another process has opened the stream, or `LOG_FAILED`.
   */
  publish(event: EventOf<T["server"]>): boolean;
  /** Resolves when at most half of the events that may wait for the log are waiting, or when the stream accepts no more events. */
  ready(): Promise<void>;
  /**
   * Resolves when the log has stored every event published so far.
   *
   * @returns a promise that rejects with {@link StreamError} `LOG_FAILED` or `STREAM_TAKEN_OVER` if the log has not stored
   * an event.
   */
  flushed(): Promise<void>;
  /**
   * Ends the stream. Each connection reads the stream to its end and then gets the code 1000, after which clients do not connect
   * again. Call this method also after the event that ends the stream, because the connections stay open until then. A log in
   * memory drops the stream when the last connection has read it. A durable log keeps the stream until the
   * application calls `log.remove(id)`. The next `open` continues the stream.
   *
   * @returns a promise that resolves when the log has stored every event, and the server has sent the end to all connections that
   * are up to date.
   */
  close(reason?: string): Promise<void>;
};
