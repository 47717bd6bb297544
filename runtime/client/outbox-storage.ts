/** A command that has no outcome yet, as it is kept over a reload. */
export type StoredCommand = {
  readonly id: string;
  /** Empty for the stream in the address, until the server has told its name. */
  readonly stream: string;
  readonly event: { readonly [key: string]: unknown };
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
  readonly wasSent: boolean;
};

/** A storage that keeps commands over a reload of the page. */
export type OutboxStorage = {
  readonly load: () => readonly StoredCommand[];
  readonly save: (commands: readonly StoredCommand[]) => void;
};

/**
 * Keeps commands in the tab's `sessionStorage`. After a reload the client sends them again under the same ids, so
 * each command takes effect once.
 *
 * @param key Has to differ for each stream and protocol, such as `dagwire:run-1`.
 * @param storage Another storage, such as `localStorage`. @default sessionStorage
 */
export function sessionOutbox(key: string, storage: Pick<Storage, "getItem" | "setItem"> = sessionStorage): OutboxStorage {
  return {
    load: () => parse(storage.getItem(key)),
    save: (commands) => {
      try {
        storage.setItem(key, JSON.stringify(commands));
      } catch {
        // With a full or forbidden storage a reload loses its commands, and this page works on.
      }
    },
  };
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
