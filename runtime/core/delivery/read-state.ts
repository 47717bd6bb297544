import type { TokenBucket } from "../base/token-bucket.js";
import type { ReadFrame } from "../frames/client-event.js";
import type { RefusedFrame } from "../frames/server-event.js";
import type { Texts } from "./shared-snapshot.js";

/** The requests of one connection for the history of streams. The server answers one after another. */
export type Reads = {
  /** The requests that wait, in order. */
  readonly waiting: readonly ReadFrame[];
  /** The request that the server answers now, and the frames of its answer that are not sent yet. */
  readonly current?: { readonly read: number; readonly rest?: { readonly chunks: readonly Texts[]; readonly next: number } } | undefined;
  readonly bucket: TokenBucket;
};

/** The answer to a request: frames, or the reason of a refusal. */
export type ReadAnswer =
  { readonly chunks: readonly Texts[] } | { readonly refusal: Pick<RefusedFrame, "code" | "message" | "retryAfterMs"> };
