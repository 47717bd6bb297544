import type { Change, ChangeKind } from "../evolution/change/change.js";
import { changeNamed, changeRules, whoBreaks } from "../evolution/rules/change-rules.js";
import type { Subject } from "../evolution/rules/change-rules.js";
import type { Flow } from "../evolution/peer/wire.js";
import type { Reader } from "../schema/reader-view.js";
import type { Direction } from "../model/event-model.js";

/** The texts about a kind of change for one direction and flow. */
export type Advice = {
  /** True if a typical change of this kind makes the reader refuse or skip a message. */
  readonly mayBreak: boolean;
  /** A sentence that says which peers break, and in which deploy order. */
  readonly consequence: string;
  /** A way to reach the goal of the change without breaking a peer. */
  readonly remedy: string;
};

/** Returns the texts about a kind of change, from the table of changes. */
export function adviceOn({ kind }: Pick<Change, "kind">, subject: Subject, flow: Flow, reader: Reader): Advice {
  const known = kindOf(kind);
  if (known === undefined) return { mayBreak: true, consequence: consequenceOf(subject, flow), remedy: fallbackRemedy };
  const { effects, instead } = changeRules[known];
  return {
    mayBreak: effects[flow][reader] !== "ok",
    consequence: whoBreaks(known, subject, flow) ?? consequenceOf(subject, flow),
    remedy: instead,
  };
}

/** The remedy for a break that has no single change as its cause. */
export const fallbackRemedy = "Keep the old schema, and publish the new meaning as a new event or an optional field.";

function kindOf(kind: string): ChangeKind | undefined {
  return changeNamed(kind)?.kind;
}

/** Returns words for the sender and the reader of a flow, such as `new server → old client`. */
export function flowWords(direction: Direction, flow: Flow): string {
  const [sender, reader] = direction === "server" ? ["server", "client"] : ["client", "server"];
  return flow === "new-to-old" ? `new ${sender} → old ${reader}` : `old ${sender} → new ${reader}`;
}

const consequences: Readonly<Record<Subject, Readonly<Record<Flow, string>>>> = {
  server: {
    "new-to-old": "Clients built before this change refuse the changed messages as soon as the server is deployed.",
    "old-to-new": "Clients built after this change refuse messages of older servers and from journals.",
  },
  client: {
    "new-to-old": "If clients are deployed first, older servers refuse their messages.",
    "old-to-new": "Clients built before this change still send messages that the new server refuses.",
  },
  state: {
    "new-to-old": "Clients built before this change refuse the changed state as soon as the server is deployed.",
    "old-to-new": "Clients and servers built after this change refuse states of older servers and from logs.",
  },
};

/** Returns a sentence that says which peers break, and in which deploy order. */ export function consequenceOf(
  subject: Subject,
  flow: Flow,
): string {
  return consequences[subject][flow];
}
