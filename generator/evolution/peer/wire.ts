import type { Json } from "../../base/json.js";

/** Who is new: `new-to-old` is the new producer read by the old consumer, `old-to-new` the other way round. */
export type Flow = "new-to-old" | "old-to-new";

/**
 * What becomes of an event's messages at a consumer.
 * - `ok`: every one is accepted.
 * - `skip`: none is refused, but some go to `onUnknown`, because the consumer does not know their tags.
 * - `breaking`: the witness is refused; `isUnknownEvent` where because of its tags.
 */
export type WireVerdict =
  | { readonly verdict: "ok" }
  | { readonly verdict: "skip" }
  | { readonly verdict: "breaking"; readonly witness: Json; readonly isUnknownEvent: boolean }
  | { readonly verdict: "unknown"; readonly reason: string };
