import type { ProtocolModel } from "../model/protocol.js";

/**
 * What an earlier version is to today's peers.
 * - `deployed`: peers that speak it run now.
 * - `retained`: journals hold its events, and clients of it are still let in.
 */
export type BaselineRole = "deployed" | "retained";

/** An earlier version of a protocol. */
export type BaselineModel = {
  /** As people named it: `git:v1.0.0`. */
  readonly label: string;
  readonly roles: readonly BaselineRole[];
  readonly model: ProtocolModel;
};
