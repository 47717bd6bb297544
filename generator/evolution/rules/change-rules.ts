import type { Direction } from "../../model/event-model.js";
import type { ChangeKind } from "../change/change.js";
import type { Flow } from "../peer/wire.js";
import type { ChangeRule } from "./change-rule.js";
import { eventChanges } from "./event-changes.js";
import { fieldChanges } from "./field-changes.js";
import { structureChanges } from "./structure-changes.js";
import { valueChanges } from "./value-changes.js";

/** The description of every kind of change. */
export const changeRules: Readonly<Record<ChangeKind, ChangeRule>> = {
  ...eventChanges,
  ...fieldChanges,
  ...valueChanges,
  ...structureChanges,
};

/** The groups in which the documentation lists the kinds of changes. */
export const changeGroups: readonly { readonly title: string; readonly rules: Readonly<Partial<Record<ChangeKind, ChangeRule>>> }[] = [
  { title: "Events", rules: eventChanges },
  { title: "Fields", rules: fieldChanges },
  { title: "Values", rules: valueChanges },
  { title: "Lists, unions, conditions", rules: structureChanges },
];

/** The value that changed: an event of one direction, or the state. */
export type Subject = Direction | "state";

/** The id of a rule: the direction of the event or `STATE`, and the kind of change. */
export type ChangeRuleId = `${Uppercase<Subject>}_${ChangeKind}`;

const prefixes = { server: "SERVER", client: "CLIENT", state: "STATE" } as const;

/** Returns the rule id under which a change is reported. */
export function changeRuleId(subject: Subject, kind: ChangeKind): ChangeRuleId {
  return `${prefixes[subject]}_${kind}`;
}

/**
 * Splits a rule id into a direction or `STATE`, if the id begins with one, and a kind of change. Returns `undefined`
 * for a text that is no rule id.
 */
export function changeNamed(id: string): { readonly kind: ChangeKind; readonly subject: Subject | undefined } | undefined {
  const [, prefix, kind = id] = /^(SERVER|CLIENT|STATE)_(.*)$/.exec(id) ?? [];
  if (!isChangeKind(kind)) return undefined;
  const subject = subjects.find((one) => prefixes[one] === prefix);
  return subject === "state" && !isOfState(kind) ? undefined : { kind, subject };
}

const subjects = ["server", "client", "state"] as const;

/**
 * Returns true if a state can have this kind of change. A state has no tags and is no event, so changes of these are
 * impossible.
 */
function isOfState(kind: ChangeKind): boolean {
  return !/^(?:EVENT|MUST_UNDERSTAND)_/.test(kind);
}

function isChangeKind(text: string): text is ChangeKind {
  return Object.hasOwn(changeRules, text);
}

/** The words for the readers and the senders of each direction's events. */
const peers = {
  server: { readers: "Clients", senders: "servers" },
  client: { readers: "Servers", senders: "clients" },
} as const;

/**
 * Returns a sentence that says which peers a change breaks, and in which deploy order: `Clients built before this
 * change refuse the new value. They receive messages of newer servers when the server is deployed first.`
 *
 * @returns `undefined` if the kind of change breaks no peer in this flow.
 */
export function whoBreaks(kind: ChangeKind, subject: Subject, flow: Flow): string | undefined {
  const { oldReaders, newReaders } = changeRules[kind];
  if (subject === "state") return stateReaders(flow, flow === "new-to-old" ? oldReaders : newReaders);
  const { readers, senders } = peers[subject];
  if (flow === "new-to-old") {
    const order = subject === "server" ? "the server is deployed first" : "clients are deployed first";
    return oldReaders && `${readers} built before this change ${oldReaders}. They receive messages of newer ${senders} when ${order}.`;
  }
  const order =
    subject === "server"
      ? "clients are deployed first, and when a journal is replayed"
      : "the server is deployed first, and when a queued message is delivered";
  return newReaders && `${readers} built after this change ${newReaders}. They receive messages of older ${senders} when ${order}.`;
}

function stateReaders(flow: Flow, words: string | undefined): string | undefined {
  if (words === undefined) return undefined;
  return flow === "new-to-old"
    ? `Clients built before this change ${words}. They receive states of newer servers when the server is deployed first. A server built before this change does the same after a roll-back.`
    : `Clients built after this change ${words}. They receive states of older servers. A server built after this change does the same when it opens a stored state.`;
}
