/** Id of the rule under which any difference of the state is reported. */
export const stateChangeId = "STATE_CHANGED";

/** What is known of it. */
export const stateChange = {
  summary: "The state changed, and nothing proves that peers agree.",
  purpose:
    "Both ends of a stream keep the same state only where they begin alike, take the same steps for every event, end at the same events and read the state by the same schema. Every message may still be read while the two states part, and no proof of the contrary exists yet. So any difference is undecided and does not pass.",
  instead:
    "Deploy servers and clients together. Or see that both versions show the same, and waive the finding by its fingerprint: a waiver excuses this one difference, and a later one at the same place is another finding.",
} as const;
