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

/** The id of a rule: the direction of the event, and the kind of change. */
export type ChangeRuleId = `${Uppercase<Direction>}_${ChangeKind}`;

/** Returns the id under which a change is reported. */
export function changeRuleId(direction: Direction, kind: ChangeKind): ChangeRuleId {
  return direction === "server" ? `SERVER_${kind}` : `CLIENT_${kind}`;
}

/** Returns the kind of change that an id names, and its direction if the id has one; `undefined` if it names no change. */
export function changeNamed(id: string): { readonly kind: ChangeKind; readonly direction: Direction | undefined } | undefined {
  const [, side, kind = id] = /^(SERVER|CLIENT)_(.*)$/.exec(id) ?? [];
  if (!isChangeKind(kind)) return undefined;
  return { kind, direction: side === undefined ? undefined : side === "SERVER" ? "server" : "client" };
}

function isChangeKind(text: string): text is ChangeKind {
  return Object.hasOwn(changeRules, text);
}

/** The readers and the senders of each direction's events. */
const peers = {
  server: { readers: "Clients", senders: "servers" },
  client: { readers: "Servers", senders: "clients" },
} as const;

/**
 * Says which peers break, and in which deploy order: `Clients built before this change refuse the new
 * value. They receive such messages when the server is deployed first.`
 *
 * @returns `undefined` if the kind of change breaks no peer in this flow.
 */
export function whoBreaks(kind: ChangeKind, direction: Direction, flow: Flow): string | undefined {
  const { oldReaders, newReaders } = changeRules[kind];
  const { readers, senders } = peers[direction];
  if (flow === "new-to-old") {
    const order = direction === "server" ? "the server is deployed first" : "clients are deployed first";
    return oldReaders && `${readers} built before this change ${oldReaders}. They receive such messages when ${order}.`;
  }
  const order =
    direction === "server"
      ? "clients are deployed first, and when a journal is replayed"
      : "the server is deployed first, and when a queued message is delivered";
  return newReaders && `${readers} built after this change ${newReaders}. They receive messages of older ${senders} when ${order}.`;
}

/** The id of the rule under which every difference of the state is reported. */
export const stateChangeId = "STATE_CHANGED";

/** The description of that rule. */
export const stateChange = {
  summary: "The state changed, and no proof exists that peers of the two versions keep equal states.",
  purpose:
    "Both ends of a stream keep equal states only if they use the same start value, steps, final events and schema of the state. Two peers can accept every message and still keep different states. dagwire cannot prove that they do not, so every difference is undecided and does not pass.",
  instead:
    "Deploy servers and clients together. Or make sure that both versions show the same, and waive the finding by its fingerprint. A waiver covers this difference only: a later one at the same place is a new finding.",
} as const;
