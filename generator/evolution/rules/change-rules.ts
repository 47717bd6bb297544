import type { Direction } from "../../model/event-model.js";
import type { ChangeKind } from "../change/change-kind.js";
import type { ChangeRule } from "./change-rule.js";
import { eventChanges } from "./event-changes.js";
import { fieldChanges } from "./field-changes.js";
import { structureChanges } from "./structure-changes.js";
import { valueChanges } from "./value-changes.js";

/** Every kind of change with what is known of it. */
export const changeRules: Readonly<Record<ChangeKind, ChangeRule>> = {
  ...eventChanges,
  ...fieldChanges,
  ...valueChanges,
  ...structureChanges,
};

/** The groups in which documentation tells them. */
export const changeGroups: readonly { readonly title: string; readonly rules: Readonly<Partial<Record<ChangeKind, ChangeRule>>> }[] = [
  { title: "Events", rules: eventChanges },
  { title: "Fields", rules: fieldChanges },
  { title: "Values", rules: valueChanges },
  { title: "Lists, unions, conditions", rules: structureChanges },
];

/** Id of a rule: whose event it is about, and what happened to it. */
export type ChangeRuleId = `${Uppercase<Direction>}_${ChangeKind}`;

/** The id under which a change of a direction's event is reported. */
export function changeRuleId(direction: Direction, kind: ChangeKind): ChangeRuleId {
  return direction === "server" ? `SERVER_${kind}` : `CLIENT_${kind}`;
}

/** The kind that an id is about, with its direction where it has one; `undefined` where it is no id of a change. */
export function changeNamed(id: string): { readonly kind: ChangeKind; readonly direction: Direction | undefined } | undefined {
  const [, side, kind = id] = /^(SERVER|CLIENT)_(.*)$/.exec(id) ?? [];
  if (!isChangeKind(kind)) return undefined;
  return { kind, direction: side === undefined ? undefined : side === "SERVER" ? "server" : "client" };
}

function isChangeKind(text: string): text is ChangeKind {
  return Object.hasOwn(changeRules, text);
}
