import { toError } from "../../core/base/error.js";
import { CommandError } from "../command-error.js";
import type { CommandAck } from "../command-error.js";

/** A command that was sent, and how it went: shown beside the state, never written into it. */
export type SentCommand<Event> = {
  /** Counts the commands of a list, from 1. */
  readonly number: number;
  readonly event: Event;
  /** `unconfirmed`: whether it took effect is not known. */
  readonly phase: "waiting" | "done" | "refused" | "unconfirmed";
  readonly error?: Error;
};

const maxCommands = 50;

/** The commands of one stream, newest last. The oldest that have ended are forgotten. */
export class CommandList<Event> {
  readonly #listeners = new Set<() => void>();
  #commands: readonly SentCommand<Event>[] = [];
  #count = 0;

  /** The same list until the next change. */
  readonly getCommands = (): readonly SentCommand<Event>[] => this.#commands;

  /** Calls `listener` after every change. The result ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Shows a command from now until it has ended. */
  add(event: Event, answer: Promise<CommandAck>): void {
    this.#count++;
    const number = this.#count;
    this.#change([...this.#commands, { number, event, phase: "waiting" }]);
    answer.then(
      () => this.#settle(number, { phase: "done" }),
      (thrown: unknown) => this.#settle(number, failureOf(toError(thrown))),
    );
  }

  #settle(number: number, end: Pick<SentCommand<Event>, "phase" | "error">): void {
    const settled = this.#commands.map((command) => (command.number === number ? { ...command, ...end } : command));
    let tooMany = settled.length - maxCommands;
    this.#change(settled.filter(({ phase }) => phase === "waiting" || tooMany-- <= 0));
  }

  #change(commands: readonly SentCommand<Event>[]): void {
    this.#commands = commands;
    for (const listener of this.#listeners) listener();
  }
}

function failureOf(error: Error): { readonly phase: "refused" | "unconfirmed"; readonly error: Error } {
  const isOpen = error instanceof CommandError && error.code === "unconfirmed";
  return { phase: isOpen ? "unconfirmed" : "refused", error };
}
