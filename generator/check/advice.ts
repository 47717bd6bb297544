import type { Change, ChangeKind } from "../evolution/change/change.js";
import { changeNamed, changeRules, whoBreaks } from "../evolution/rules/change-rules.js";
import type { Flow } from "../evolution/peer/wire.js";
import type { Reader } from "../schema/reader-view.js";
import type { Direction } from "../model/event-model.js";
import { consequenceOf } from "./flow-words.js";

/** What is known of a change in one direction and flow. */
export type Advice = {
  /** True where such a change, in its plain case, makes this kind of reader refuse or miss a message. */
  readonly mayBreak: boolean;
  /** Who breaks, and in which deploy order. */
  readonly consequence: string;
  /** What to do instead. */
  readonly remedy: string;
};

/** What the table of changes says. */
export function adviceOn({ kind, direction }: Pick<Change, "kind" | "direction">, flow: Flow, reader: Reader): Advice {
  const known = kindOf(kind);
  if (known === undefined) return { mayBreak: true, consequence: consequenceOf(direction, flow), remedy: fallbackRemedy };
  const { effects, instead } = changeRules[known];
  return {
    mayBreak: effects[flow][reader] !== "ok",
    consequence: consequenceOfKind(known, direction, flow),
    remedy: instead,
  };
}

/** What to do where no single change is to blame. */
export const fallbackRemedy = "Keep what was, and publish the new meaning as a new event or an optional field.";

function consequenceOfKind(kind: ChangeKind, direction: Direction, flow: Flow): string {
  return whoBreaks(kind, direction, flow) ?? consequenceOf(direction, flow);
}

function kindOf(kind: string): ChangeKind | undefined {
  return changeNamed(kind)?.kind;
}
