import { toError } from "../../core/base/error.js";
import type { CommandOutcome } from "../../core/client-steps/client-state.js";
import type { EventOf } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import { CommandError } from "../errors.js";

/** A command of this page with its outcome. Pages show commands beside the state, because the state contains only server events. */
export type SentCommand<T extends ProtocolTypes> = {
  /** The number of the command in its list, from 1. */
  readonly number: number;
  readonly event: EventOf<T["client"]>;
  /** The phase of the command. `unconfirmed`: the client has sent the command, and its effect is unknown. */
  readonly phase: "waiting" | "done" | "refused" | "unconfirmed";
  readonly error?: Error;
};

const maxCommands = 50;

/** The commands that this page has sent to one stream, newest last. The list drops the oldest commands that have an outcome. */
export class CommandList<T extends ProtocolTypes> {
  readonly #listeners = new Set<() => void>();
  #commands: readonly SentCommand<T>[] = [];
  #count = 0;

  /** Returns the commands. Returns the same array until the next change. */
  readonly getCommands = (): readonly SentCommand<T>[] => this.#commands;

  /** Calls `listener` after each change of the list. Returns a function that removes the listener. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Adds a command, which is in phase `waiting` until the promise `outcome` settles. */
  add(event: EventOf<T["client"]>, outcome: Promise<CommandOutcome>): void {
    this.#count++;
    const number = this.#count;
    this.#change([...this.#commands, { number, event, phase: "waiting" }]);
    outcome.then(
      () => this.#finish(number, { phase: "done" }),
      (thrown: unknown) => this.#finish(number, failureOf(toError(thrown))),
    );
  }

  #finish(number: number, end: Pick<SentCommand<T>, "phase" | "error">): void {
    const commands = this.#commands.map((command) => (command.number === number ? { ...command, ...end } : command));
    let tooMany = commands.length - maxCommands;
    this.#change(commands.filter(({ phase }) => phase === "waiting" || tooMany-- <= 0));
  }

  #change(commands: readonly SentCommand<T>[]): void {
    this.#commands = commands;
    for (const listener of this.#listeners) listener();
  }
}

function failureOf(error: Error): { readonly phase: "refused" | "unconfirmed"; readonly error: Error } {
  const isUnknown = error instanceof CommandError && error.code === "unconfirmed";
  return { phase: isUnknown ? "unconfirmed" : "refused", error };
}
