/** Thrown by `command.reject`; becomes the `$nack` of a command. */
export class CommandRejection extends Error {
  override readonly name = "CommandRejection";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    // It goes out as JSON, also where no compiler has looked at it.
    const given: unknown = code;
    this.code = String(given);
  }
}

/** Who has sent a command. */
export type CommandSource<P> = {
  /** What `authenticate` said of the connection. */
  readonly principal: P;
  /** The connection's number. */
  readonly connection: number;
  /** W3C trace context of the upgrade request, where it had one. */
  readonly traceparent: string | undefined;
};

/** What a command's handler is given beside the event. */
export type CommandContext<S, P = undefined> = CommandSource<P> & {
  /**
   * The command's id. What a handler does outside the log it has to do at most once per id: after a
   * crash before the append the command is handled again.
   */
  readonly id: string;
  readonly stream: string;
  /**
   * Publishes an event as an effect of the command: it is appended together with the command's
   * outcome, or not at all.
   *
   * @throws {@link ProtocolError} when the event is not what its schema says.
   */
  readonly publish: (event: S) => void;
  /**
   * Refuses the command: the client is told code and message, nothing that was published here takes
   * effect, and the refusal is recorded. Always throws.
   *
   * @param code such as `already_running`; the client's own codes are `expired`, `unconfirmed`, `full` and `closed`.
   */
  readonly reject: (code: string, message: string) => never;
};

/** Refuses a command. */
export function reject(code: string, message: string): never {
  throw new CommandRejection(code, message);
}
