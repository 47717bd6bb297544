import type { ClientState, Settlement } from "../core/client-steps/client-state.js";
import type { Outbox } from "../core/client-steps/outbox.js";
import { CommandError } from "./command-error.js";
import type { CommandAck } from "./command-error.js";
import type { OutboxStorage, StoredCommand } from "./outbox-storage.js";

type Waiting = { readonly resolve: (ack: CommandAck) => void; readonly reject: (error: CommandError) => void };

const clientWords = {
  full: "too many commands wait for an answer",
  expired: "its time was over before it could be sent",
  closed: "the connection is closed",
  unconfirmed: "it was sent, and whether it took effect is not known",
} as const;

/** Whoever waits for the answer to a command, and what is kept for after a reload. */
export class CommandDesk {
  readonly #waiting = new Map<string, Waiting>();
  readonly #storage: OutboxStorage | undefined;
  #kept: Outbox | undefined;

  constructor(storage: OutboxStorage | undefined) {
    this.#storage = storage;
  }

  /** A promise of the command's end. Nobody has to listen to it. */
  wait(id: string): Promise<CommandAck> {
    const promise = new Promise<CommandAck>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    promise.catch(() => undefined);
    return promise;
  }

  settle(id: string, settlement: Settlement): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (settlement.outcome === "acked" || settlement.outcome === "sent") waiting?.resolve(settlement);
    else if (settlement.outcome === "nacked") waiting?.reject(new CommandError(settlement.code, settlement.message, settlement.decided));
    else waiting?.reject(new CommandError(settlement.outcome, clientWords[settlement.outcome]));
  }

  /** What an earlier life of the page has left. */
  stored(): readonly StoredCommand[] {
    return this.#storage?.load() ?? [];
  }

  /** Keeps what has no answer yet, where it has changed. */
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
