/** A command without an outcome, as an {@link OutboxStorage} keeps it over a reload of the page. */
export type StoredCommand = {
  readonly id: string;
  /** Id of the stream. Empty for the stream in the client's address, until the server has sent that stream's id. */
  readonly stream: string;
  readonly event: { readonly [key: string]: unknown };
  /** Time at which the command expires, in milliseconds since 1970. */
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
 * @param key Key of the stored commands, such as `dagwire:run-1`. Use another key for each stream and protocol.
 * @param storage The storage of the browser, such as `localStorage`. @default sessionStorage
 */
export function sessionOutbox(key: string, storage: Pick<Storage, "getItem" | "setItem"> = sessionStorage): OutboxStorage {
  return {
    load: () => parse(storage.getItem(key)),
    save: (commands) => {
      try {
        storage.setItem(key, JSON.stringify(commands));
      } catch {
        // If the storage is full or forbidden, the commands are lost at a reload. Until then the page works as usual.
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
