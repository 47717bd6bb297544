/** How a server or client treats its peer: accepts it, accepts it and logs a warning, or refuses it. */
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
