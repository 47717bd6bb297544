import type { EventOf } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { PartAt } from "../../core/contract/v1/state/state-holder.js";

/** A refusal of a command by the application, with the code and the message of its `$nack`. */
export class CommandRejection extends Error {
  override readonly name = "CommandRejection";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    // The client gets the code as JSON. A program in plain JavaScript may pass something that is no string.
    const given: unknown = code;
    this.code = String(given);
  }
}

/** The sender of a command. */
export type CommandSource<P> = {
  /** The value that `authenticate` returned for the connection. */
  readonly principal: P;
  /** The number of the sender's connection, counted from 1. */
  readonly connection: number;
  /** W3C trace context of the upgrade request. @default the request had none */
  readonly traceparent: string | undefined;
};

/** The second argument of a command's handler. */
export type CommandContext<T extends ProtocolTypes, P = undefined> = CommandSource<P> & {
  /**
   * The command's id. A handler can run twice for one command: after a crash before its outcome is stored. Use the
   * id to make calls to other systems happen once.
   */
  readonly id: string;
  /** The id of the stream that the command was sent to. */
  readonly stream: string;
  /**
   * The stream's whole state after the newest event in the log. `undefined` if the protocol has no state. The next event copies
   * each map of this state that it changes, so {@link read} is cheaper in a large run.
   */
  readonly state: T["state"];
  /** Returns the value at a path of that state, such as `read(["gates", id])`, or `undefined` if the path does not exist. */
  readonly read: <const Path extends readonly string[]>(path: Path) => PartAt<T["state"], Path>;
  /**
   * Publishes an event as an effect of the command. The log stores the events of a command and its outcome together,
   * or none of them.
   *
   * @throws {@link ProtocolError} if the event does not match its schema.
   * @throws {@link StreamError} `STREAM_ENDED` after the stream's last event.
   */
  readonly publish: (event: EventOf<T["server"]>) => void;
  /**
   * Refuses the command. The client gets the code and the message, and the log stores the refusal as the outcome. The
   * events that the handler has published have no effect. Always throws.
   *
   * @param code A code such as `already_running`. The client itself uses `expired`, `unconfirmed`, `full` and `closed`.
   */
  readonly reject: (code: string, message: string) => never;
};

/** The second argument of the function `gate`. */
export type GateContext<T extends ProtocolTypes, P = undefined> = Pick<CommandContext<T, P>, "stream" | "state" | "read" | "principal"> & {
  /** Refuses the command. The client gets the code and the message, and the log stores no outcome. Always throws. */
  readonly refuse: (code: string, message: string) => never;
};

/** Refuses the command that is being handled, by a thrown {@link CommandRejection}. */
export function reject(code: string, message: string): never {
  throw new CommandRejection(code, message);
}
