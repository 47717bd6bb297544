import type { GivenCommand, Outbox } from "../core/client-steps/outbox.js";

/** A command without an outcome, as a storage keeps it over a reload of the page. */
export type StoredCommand = {
  readonly id: string;
  /** Id of the stream. Empty for the stream in the client's address, until the server has sent that stream's id. */
  readonly stream: string;
  readonly event: { readonly [key: string]: unknown };
  /** Id of the principal that has sent the command, if the server had told it. Only this principal sends the command again. */
  readonly by?: string | undefined;
  /** Time at which the command expires, in milliseconds since 1970. */
  readonly expiresAtMs: number;
  readonly wasSent: boolean;
};

/** Keeps the commands of one client over a reload of the page. {@link sessionOutbox} and {@link keepOutbox} make it. */
export type OutboxStorage = {
  /** Returns the commands that were stored before the page was reloaded. @internal */
  restore(): readonly GivenCommand[];
  /** Stores the commands that have no outcome, if they have changed. `nowMs` is the time of the client's clock. @internal */
  keep(outbox: Outbox, nowMs: number): void;
};

/**
 * Makes the option `storage` of an outbox from a storage of the application.
 *
 * @param load Returns the stored commands.
 * @param save Stores the commands in place of those stored before.
 */
export function keepOutbox(load: () => readonly StoredCommand[], save: (commands: readonly StoredCommand[]) => void): OutboxStorage {
  return new KeptOutbox(load, save);
}

class KeptOutbox implements OutboxStorage {
  readonly #load: () => readonly StoredCommand[];
  readonly #save: (commands: readonly StoredCommand[]) => void;
  #kept: Outbox | undefined;

  constructor(load: () => readonly StoredCommand[], save: (commands: readonly StoredCommand[]) => void) {
    this.#load = load;
    this.#save = save;
  }

  restore(): readonly GivenCommand[] {
    return this.#load().map(({ expiresAtMs, ...command }) => ({ ...command, ttlMs: expiresAtMs - Date.now() }));
  }

  keep(outbox: Outbox, nowMs: number): void {
    if (outbox === this.#kept) return;
    this.#kept = outbox;
    const wallMs = Date.now() - nowMs;
    this.#save(
      outbox.map(({ id, stream, event, by, expiresAtMs, sentOn }) => ({
        id,
        stream,
        event,
        by,
        expiresAtMs: expiresAtMs + wallMs,
        wasSent: sentOn !== 0,
      })),
    );
  }
}

/**
 * Keeps commands in the tab's `sessionStorage`. After a reload the client sends them again under the same ids, so
 * each command takes effect once.
 *
 * @param key Key of the stored commands, such as `dagwire:run-1`. Use another key for each stream and protocol.
 * @param storage The storage of the browser, such as `localStorage`. @default sessionStorage
 */
export function sessionOutbox(key: string, storage: Pick<Storage, "getItem" | "setItem"> = sessionStorage): OutboxStorage {
  const save = (commands: readonly StoredCommand[]): void => {
    try {
      storage.setItem(key, JSON.stringify(commands));
    } catch {
      // If the storage is full or forbidden, the commands are lost at a reload. Until then the page works as usual.
    }
  };
  return keepOutbox(() => parse(storage.getItem(key)), save);
}

function parse(text: string | null): readonly StoredCommand[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value.filter(isStored) : [];
  } catch {
    return [];
  }
}

function isStored(value: unknown): value is StoredCommand {
  return typeof value === "object" && value !== null && "id" in value && "stream" in value && "event" in value && "expiresAtMs" in value;
}
