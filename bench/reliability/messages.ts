/** What a server process is told: publish the event with this number. */
export type ServerOrder = { readonly kind: "publish"; readonly number: number };

/** What a server process says. `published`: from here on it answers for the event. */
export type ServerAnswer = { readonly kind: "listening" } | { readonly kind: "published"; readonly number: number };

/** What a client process is told: send a command with this id. */
export type ClientOrder = { readonly kind: "command"; readonly id: string };

/** What a client process says: it is connected, an event or a state came, the server acknowledged a command. */
export type ClientAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "event"; readonly number: number }
  | { readonly kind: "state"; readonly upTo: number }
  | { readonly kind: "acknowledged"; readonly id: string };

/** Where a server keeps what has to survive it, and where it listens. */
export type ServerPlace = { readonly port: number; readonly folder: string };

/** What a server needs of its process. */
export type ServerHost = ServerPlace & {
  readonly answer: (message: ServerAnswer) => void;
  readonly onPublish: (publish: (number: number) => void) => void;
};

/** What a client needs of its process. */
export type ClientHost = {
  readonly port: number;
  readonly answer: (message: ClientAnswer) => void;
  readonly onCommand: (send: (id: string) => void) => void;
};
