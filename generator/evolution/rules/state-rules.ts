/** The description of a rule about the state. */
export type StateRule = {
  /** The change, in one line. */
  readonly summary: string;
  /** Why it matters. */
  readonly purpose: string;
  /** How to reach the same goal without a break. */
  readonly instead: string;
};

/**
 * The rules about the state, except rules about changes of its schema. A rule about a change of the schema has the id
 * `STATE_` and the kind of change.
 */
export const stateRules = {
  STATE_STEPS_CHANGED: {
    summary: "An event changes the state in another way than before.",
    purpose:
      "A client computes the state from events, or receives it as a snapshot that the server has computed. If the two versions compute different states, the client shows one or the other by chance. A server that continues from a stored snapshot mixes both.",
    instead: "Keep the steps and write the new meaning to a new place. No deploy order is safe for this change.",
  },
  STATE_EVENT_ADDED: {
    summary: "A new event writes places of the state that older clients declare.",
    purpose:
      "Older clients skip an event that they do not know. Their state then differs from the state that a snapshot brings to other clients of the same build.",
    instead:
      "Publish the old event beside the new one. Or write a new optional place of the state. Or set `x-must-understand` and raise the major version.",
  },
  STATE_EVENT_REMOVED: {
    summary: "An event that changed the state is gone.",
    purpose:
      "A newer reader skips the event when an older server sends it, and when it reads a log. Its state then lacks what the event changed.",
    instead: "Keep the event in the schema until no log in use holds it and no older server runs. Servers need not send it any more.",
  },
  STATE_EVENT_RENAMED: {
    summary: "An event that changes the state has another tag.",
    purpose: "A reader of the other version does not know the tag, so it skips the event. Its state then lacks what the event changed.",
    instead:
      "Keep the old tag. Or add the new event beside the old one and publish both, and remove the old one after all older versions are gone.",
  },
  STATE_PLACE_SILENT: {
    summary: "Older clients know no event that still changes a certain place of the state.",
    purpose: "Older clients keep the last value that they received at that place, although the run continues.",
    instead: "Publish the old event beside the new one as long as older clients are in use.",
  },
  STATE_INITIAL_CHANGED: {
    summary: "The state has another start value.",
    purpose:
      "A client that begins with the first event and a client that receives a snapshot show different values at the places that no event has written yet.",
    instead: "Keep the start value. Let an event at the beginning of a stream write the new one.",
  },
  STATE_END_CHANGED: {
    summary: "Other events than before end a stream, or another place of the state shows the end.",
    purpose:
      "After the end no event changes the state. If two versions disagree about the end, one of them still applies events that the other ignores.",
    instead: "Keep the terminal events and the constants that they set. Add a new place for a new meaning.",
  },
  STATE_ADDED: {
    summary: "The protocol has a state and had none before.",
    purpose: "A newer client waits for a state that an older server does not keep.",
    instead: "Deploy the servers first.",
  },
  STATE_REMOVED: {
    summary: "The protocol has no state any more.",
    purpose: "An older client waits for a state that a newer server does not keep.",
    instead: "Keep the state until no older client is in use.",
  },
  STATE_INCOMPATIBLE: {
    summary: "A reader refuses a state, and no single change is the reason.",
    purpose: "The report shows a state that one version can keep and the other refuses.",
    instead: "Keep the old schema of the state, and add the new meaning as an optional field.",
  },
  STATE_UNDECIDED: {
    summary: "dagwire could not decide whether two versions keep equal states.",
    purpose: "The reason names what is too large to try, or what the prover cannot decide. A state without a proof does not pass.",
    instead: "Simplify the steps or the schema there. Or compare the two versions yourself, and waive the finding by its fingerprint.",
  },
} as const satisfies Readonly<Record<string, StateRule>>;

/** The id of one of {@link stateRules}. */
export type StateRuleId = keyof typeof stateRules;

/** Returns true if an id names one of {@link stateRules}. */
export function isStateRuleId(id: string): id is StateRuleId {
  return Object.hasOwn(stateRules, id);
}
