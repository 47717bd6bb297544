/** An order to a server process: publish the event with this number. */
export type ServerOrder = { readonly kind: "publish"; readonly number: number };

/** A message of a server process. `published`: the server guarantees the event from now on. `failing`: its log cannot write. */
export type ServerAnswer = { readonly kind: "listening" | "failing" } | { readonly kind: "published"; readonly number: number };

/** An order to a client process: send a command with this id. */
export type ClientOrder = { readonly kind: "command"; readonly id: string };

/** A message of a client process: the client is connected, got an event or a state, or got the acknowledgement of a command. */
export type ClientAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "event"; readonly number: number }
  | { readonly kind: "state"; readonly upTo: number }
  | { readonly kind: "acknowledged"; readonly id: string };

/** The port of a server, and the folder for data that must survive a crash. */
export type ServerPlace = { readonly port: number; readonly folder: string };

/** The callbacks that a server's process provides. */
export type ServerHost = ServerPlace & {
  readonly answer: (message: ServerAnswer) => void;
  readonly onPublish: (publish: (number: number) => void) => void;
};

/** The callbacks that a client's process provides. */
export type ClientHost = {
  readonly port: number;
  readonly answer: (message: ClientAnswer) => void;
  readonly onCommand: (send: (id: string) => void) => void;
};
