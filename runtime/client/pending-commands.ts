import type { CommandFailure, CommandOutcome } from "../core/client-steps/client-state.js";
import { CommandError } from "./errors.js";

type Pending = {
  /** The name of the command's event, as error messages show it. */
  readonly name: string;
  readonly resolve: (outcome: CommandOutcome) => void;
  readonly reject: (error: CommandError) => void;
};

const reasons = {
  full: "was not sent: the outbox is full. Wait for an outcome.",
  expired: "was not sent in time. Send it again.",
  closed: "was not sent: the connection is closed. Connect again.",
  unconfirmed: "was sent, and no outcome came. Look at the state.",
} as const;

/** The commands whose promises are pending. */
export class PendingCommands {
  readonly #pending = new Map<string, Pending>();

  /** Returns a promise of a new command's outcome. The caller may ignore the promise, even if it rejects. */
  add(id: string, name: string): Promise<CommandOutcome> {
    const promise = new Promise<CommandOutcome>((resolve, reject) => {
      this.#pending.set(id, { name, resolve, reject });
    });
    promise.catch(() => undefined);
    return promise;
  }

  /** Settles the promise of a command. Does nothing for a command sent before a reload, because its promise is gone. */
  finish(id: string, outcome: CommandOutcome | CommandFailure): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    if (outcome.status === "accepted" || outcome.status === "sent") pending.resolve(outcome);
    else if (outcome.status === "rejected") pending.reject(new CommandError(outcome.code, outcome.message, outcome));
    else pending.reject(new CommandError(outcome.status, `${pending.name} ${reasons[outcome.status]}`));
  }
}
