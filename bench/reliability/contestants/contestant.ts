import type { ClientHost, ServerHost } from "../messages.js";

/** One way to carry events down and commands up. */
export type Contestant = {
  readonly label: string;
  readonly serve: (host: ServerHost) => void | Promise<void>;
  readonly connect: (host: ClientHost) => void;
  /** Ids of the commands that took effect, as often as they did; read when the server is gone. */
  readonly effects: (folder: string) => readonly string[] | Promise<readonly string[]>;
};
