import type { Findings, Place } from "../../diagnostics/diagnostic.js";
import { nearest } from "../../base/nearest.js";
import { pointerTokens } from "../../base/pointer.js";
import type { EventModel } from "../event-model.js";
import type { Schema } from "../../schema/schema.js";
import { BlockReader } from "./block-reader.js";
import { endMarkOf } from "./end-mark.js";
import { initialOf } from "./initial-state.js";
import type { StateBlock, StateModel } from "./state-model.js";

/** The inputs of {@link buildState}. */
export type StateInput = {
  readonly schema: Schema;
  readonly typeName: string;
  readonly events: readonly EventModel[];
  readonly terminal: readonly EventModel[];
};

/** Builds the model of a protocol's state: its start value, and the steps of each event. */
export function buildState({ schema, typeName, events, terminal }: StateInput, findings: Findings): StateModel {
  const reader = new BlockReader(
    events.map((event) => event.schema),
    findings,
  );
  const blocks = new Map<EventModel, StateBlock>();
  for (const event of events) {
    const block = reader.read(event.schema, tagPaths(event));
    if (block !== undefined) blocks.set(event, block);
  }
  const initial = initialOf(schema);
  const context = { blocks, terminal, initial: "value" in initial ? initial.value : undefined };
  const endMarks = terminal.flatMap((event) => endMarkOf(event, context) ?? []);
  return { schema, typeName, blocks, reached: reader.reached, initial, endMarks };
}

/** Returns the paths from the part of the message that the event's schema describes to the tags inside that part. */
function tagPaths({ tags, at }: EventModel): string[][] {
  const pointers = [...(tags?.keys() ?? [])].filter((pointer) => pointer.startsWith(`${at}/`));
  return pointers.map((pointer) => pointerTokens(pointer.slice(at.length)));
}

/** Returns the events that `terminal` of the manifest names. Adds a finding for each name that no server event has. */
export function terminalEvents(
  names: readonly string[],
  events: readonly EventModel[],
  placeOf: (index: number) => Place,
  findings: Findings,
): EventModel[] {
  return names.flatMap((name, index) => {
    const event = events.find((one) => one.name === name && one.tags !== undefined);
    if (event !== undefined) return [event];
    const known = events.filter(({ tags }) => tags !== undefined).map((one) => one.name);
    const suggestion = nearest(name, known);
    findings.add({
      rule: "TERMINAL_EVENT_UNKNOWN",
      place: placeOf(index),
      message: `"terminal" names "${name}", but the server sends no event of that name.`,
      hint: suggestion === undefined ? "Write the name of a server event." : `Did you mean "${suggestion}"?`,
    });
    return [];
  });
}
