import type { ProtocolModel } from "../model/protocol.js";

/** An earlier version of a protocol, and what it is to today's peers. */
export type BaselineModel = {
  /** As people named it: `git:v1.0.0`. */
  readonly label: string;
  /**
   * - `deployed`: peers that speak it run now.
   * - `retained`: journals hold its events, and clients of it are still let in.
   */
  readonly role: "deployed" | "retained";
  readonly model: ProtocolModel;
};
