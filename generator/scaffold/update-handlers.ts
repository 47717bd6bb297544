import { addedHandlers, goneHandlers } from "./edit-map.js";
import { addedCases, goneCases } from "./edit-switch.js";
import type { Additions, Marks, Refusal } from "./text-edits.js";
import { findHandlers } from "./find-handlers.js";
import type { HandlerPlace } from "./find-handlers.js";
import type { HandlerPlan } from "./handler-plan.js";
import { parseSource } from "./parse-source.js";
import { applyEdits } from "./text-edits.js";

/** A handler file's new text and its changes. */
export type UpdatedFile = {
  readonly text: string;
  readonly form: "switch" | "handler map";
  /** The number of the line in which the `switch` or the handler map begins. */
  readonly line: number;
  readonly added: readonly string[];
  /** Names or tags of removed events whose handlers get a comment that says so. */
  readonly marked: readonly string[];
  /** Names or tags of events that the protocol has again, so that the comment at their handlers is removed. */
  readonly unmarked: readonly string[];
};

/** The file's new text and its changes, or the reason why the file is not edited. */
export type UpdateResult = UpdatedFile | (Refusal & { readonly line?: number; readonly column?: number });

/**
 * Returns a handler file's text with handlers for new events, and with comments at handlers of removed events. Other
 * text stays unchanged.
 */
export function updateHandlers(name: string, text: string, plan: HandlerPlan): UpdateResult {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const body = text.slice(mark.length);
  const parsed = parseSource(name, body);
  if ("problem" in parsed) return { refusal: `is not valid TypeScript: ${parsed.problem}`, line: parsed.line, column: parsed.column };
  const place = findHandlers(parsed.source, plan);
  if (place === undefined) return { refusal: refusalOf(plan) };
  const changes = changesAt(body, place, plan);
  if ("refusal" in changes) return { refusal: changes.refusal, line: place.node.getStartLineNumber() };
  const { edits, ...rest } = changes;
  const form = place.kind === "switch" ? "switch" : "handler map";
  return { ...rest, form, line: place.node.getStartLineNumber(), text: mark + applyEdits(body, edits) };
}

function refusalOf({ names, property }: HandlerPlan): string {
  const map = `an object with "satisfies ${names.handlers}"`;
  return property === undefined
    ? `has no handler map for ${names.union}: add ${map}`
    : `handles no ${names.union}: add a switch over its "${property}", or ${map}`;
}

function changesAt(text: string, place: HandlerPlace, plan: HandlerPlan): (Additions & Marks) | Refusal {
  const added = place.kind === "switch" ? addedCases(text, place.node, plan) : addedHandlers(text, place.node, plan);
  if ("refusal" in added) return added;
  const gone = place.kind === "switch" ? goneCases(text, place.node, plan, place.isOpen) : goneHandlers(text, place.node, plan);
  return { ...gone, added: added.added, edits: [...added.edits, ...gone.edits] };
}
