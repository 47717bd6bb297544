import type { Change, ChangeKind } from "../evolution/change/change.js";
import { changeNamed, changeRules, whoBreaks } from "../evolution/rules/change-rules.js";
import type { Subject } from "../evolution/rules/change-rules.js";
import type { Flow } from "../evolution/peer/wire.js";
import type { Reader } from "../schema/reader-view.js";
import type { Direction } from "../model/event-model.js";

/** The description of a change in one direction and flow. */
export type Advice = {
  /** True if such a change, in its plain case, makes this kind of reader refuse or skip a message. */
  readonly mayBreak: boolean;
  /** Says which peers break, and in which deploy order. */
  readonly consequence: string;
  /** A way to reach the goal without a break. */
  readonly remedy: string;
};

/** Returns the advice from the table of changes. */
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

/** The advice if no single change is the reason. */
export const fallbackRemedy = "Keep the old schema, and publish the new meaning as a new event or an optional field.";

function kindOf(kind: string): ChangeKind | undefined {
  return changeNamed(kind)?.kind;
}

/** Names the sender and the reader: `new server → old client`. */
export function flowWords(direction: Direction, flow: Flow): string {
  const [sender, reader] = direction === "server" ? ["server", "client"] : ["client", "server"];
  return flow === "new-to-old" ? `new ${sender} → old ${reader}` : `old ${sender} → new ${reader}`;
}

const consequences: Readonly<Record<Subject, Readonly<Record<Flow, string>>>> = {
  server: {
    "new-to-old": "Clients built before this change refuse such messages as soon as the server is deployed.",
    "old-to-new": "Clients built after this change refuse messages of older servers and from journals.",
  },
  client: {
    "new-to-old": "If clients are deployed first, older servers refuse their messages.",
    "old-to-new": "Clients built before this change still send messages that the new server refuses.",
  },
  state: {
    "new-to-old": "Clients built before this change refuse such a state as soon as the server is deployed.",
    "old-to-new": "Clients and servers built after this change refuse states of older servers and from logs.",
  },
};

/** Says which peers break, and in which deploy order. */
export function consequenceOf(subject: Subject, flow: Flow): string {
  return consequences[subject][flow];
}
