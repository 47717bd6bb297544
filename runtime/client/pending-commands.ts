import type { ClientState, CommandFailure, CommandOutcome } from "../core/client-steps/client-state.js";
import type { Outbox } from "../core/client-steps/outbox.js";
import { CommandError } from "./errors.js";
import type { OutboxStorage, StoredCommand } from "./outbox-storage.js";

type Pending = {
  /** The name of the command's event, as error messages show it. */
  readonly name: string;
  readonly resolve: (outcome: CommandOutcome) => void;
  readonly reject: (error: CommandError) => void;
};

const reasons = {
  full: 'was not sent: too many commands wait for an outcome. Wait for an outcome, or raise the limits in the option "outbox".',
  expired: "was not sent within its time limit. Send the command again when the connection is live.",
  closed: "was not sent: the connection is closed. Connect again, and then send the command.",
  unconfirmed: "was sent and no outcome came, so its effect is unknown. Look at the stream's state before you send the command again.",
} as const;

/** The commands whose promises are pending, and the storage that keeps the outbox over a reload of the page. */
export class PendingCommands {
  readonly #pending = new Map<string, Pending>();
  readonly #storage: OutboxStorage | undefined;
  #kept: Outbox | undefined;

  constructor(storage: OutboxStorage | undefined) {
    this.#storage = storage;
  }

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

  /** Returns the commands that were stored before a reload of the page. */
  stored(): readonly StoredCommand[] {
    return this.#storage?.load() ?? [];
  }

  /** Stores the commands of the outbox, if the outbox has changed. */
  keep({ outbox }: ClientState, nowMs: number): void {
    if (this.#storage === undefined || outbox === this.#kept) return;
    this.#kept = outbox;
    const wallMs = Date.now() - nowMs;
    this.#storage.save(
      outbox.map(({ id, stream, event, expiresAtMs, sentOn }) => ({
        id,
        stream,
        event,
        expiresAtMs: expiresAtMs + wallMs,
        wasSent: sentOn !== 0,
      })),
    );
  }
}
