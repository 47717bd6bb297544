/** What happens to a peer that connects: it is let in, let in with a word in the log, or refused. */
export type Admission = "accept" | "warn" | "refuse";

/** Another version of the protocol that is still in use. */
export type Peer = {
  readonly digest: string;
  readonly version: string;
  /** A server of that version, seen from a client of today. */
  readonly asServer: Admission;
  /** A client of that version, seen from a server of today. */
  readonly asClient: Admission;
};
