import type { Candidate } from "./candidate.js";
import type { Sender } from "./directions.js";
import type { DraftTag } from "./tag-draft.js";

/** An event that the drafted manifest will list. */
export type DraftEvent = {
  readonly candidate: Candidate;
  readonly sender: Sender;
  readonly tag: DraftTag;
  /**
   * The tag, if another event with the same sender has the same tag. No dispatcher can then distinguish the two events.
   */
  readonly sharedKey: string | undefined;
};
