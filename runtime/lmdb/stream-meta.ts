import type { Epochs } from "../core/log/epochs.js";

/** The epochs and bounds of a stream. */
export type StreamMeta = {
  readonly epochs: Epochs;
  /** Number of the last event that was trimmed. */
  readonly start: number;
  /** Number of the last event. */
  readonly end: number;
  /** Command ids older than this are refused, in milliseconds since 1970. */
  readonly horizonMs: number;
};
