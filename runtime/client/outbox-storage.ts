/** A command that has no answer yet, as it is kept over a reload. */
export type StoredCommand = {
  readonly id: string;
  /** Empty for the stream in the address, as long as the server has not told its name. */
  readonly stream: string;
  readonly event: { readonly [key: string]: unknown };
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
  readonly wasSent: boolean;
};

/** Where commands are kept over a reload of the page. */
export type OutboxStorage = {
  readonly load: () => readonly StoredCommand[];
  readonly save: (commands: readonly StoredCommand[]) => void;
};

/**
 * Keeps commands in the tab's `sessionStorage`: after a reload they are sent again under the same ids, so
 * that each takes effect once. What another protocol's page left there is not touched.
 *
 * @param key One per stream and protocol, such as `dagwire:run-1`.
 * @param storage For tests, or `localStorage`. @default sessionStorage
 */
export function sessionOutbox(key: string, storage: Pick<Storage, "getItem" | "setItem"> = sessionStorage): OutboxStorage {
  return {
    load: () => parse(storage.getItem(key)),
    save: (commands) => {
      try {
        storage.setItem(key, JSON.stringify(commands));
      } catch {
        // A full or forbidden storage costs the reload its commands, not this page.
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
