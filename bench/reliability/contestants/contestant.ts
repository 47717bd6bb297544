import type { ClientHost, ServerHost } from "../messages.js";

/** One implementation of a server and a client that exchange events and commands. */
export type Contestant = {
  readonly label: string;
  readonly serve: (host: ServerHost) => void | Promise<void>;
  readonly connect: (host: ClientHost) => void;
  /** Reads the ids of the commands that took effect, once per effect. Called after the server has ended. */
  readonly effects: (folder: string) => readonly string[] | Promise<readonly string[]>;
};
