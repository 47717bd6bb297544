import { escapeToken, pointerTokens } from "../../base/pointer.js";
import type { EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import type { StateBlock, StateTest, Step } from "../../model/state/state-model.js";
import type { StateTable, StepRow } from "./page.js";

/** Functions that return the id to which a link in the documentation points: the id of an event's section, or of a type's section. */
export type Anchors = { readonly ofEvent: (event: EventModel) => string; readonly ofType: (name: string) => string | undefined };

/** Returns the content of the chapter "State": the effect of each event on the state. Returns `undefined` if the protocol has no state. */
export function describeState({ state, terminal }: ProtocolModel, anchors: Anchors): StateTable | undefined {
  if (state === undefined) return undefined;
  const anchor = anchors.ofType(state.typeName);
  const rows = [...state.blocks].flatMap(([event, block]) =>
    blockRows(block, pathTo(event), "").map((row) => ({ ...row, event: event.name, anchor: anchors.ofEvent(event) })),
  );
  return {
    type: [{ text: state.typeName, ...(anchor !== undefined && { anchor }) }],
    initial: JSON.stringify("value" in state.initial ? state.initial.value : {}, undefined, 2),
    terminal: terminal.map(({ name }) => name),
    rows,
  };
}

/** Returns the names that lead from the message to the part that the event's schema describes, each followed by a dot. */
function pathTo({ at }: EventModel): string {
  return pointerTokens(at)
    .map((token) => `${token}.`)
    .join("");
}

type BareRow = Omit<StepRow, "event" | "anchor">;

/** Returns a row for each step of a block. @param path The names that lead from the event to the block's object, each followed by a dot. */
function blockRows({ steps, choices, members }: StateBlock, path: string, condition: string): BareRow[] {
  return [
    ...steps.map((step) => stepRow(step, path, condition)),
    ...choices.flatMap((choice) => {
      if (choice.kind === "tag") {
        return choice.cases.flatMap(({ values, block }) => {
          return blockRows(
            block,
            path,
            both(condition, `${path}${choice.name} is ${values.map((value) => JSON.stringify(value)).join(" or ")}`),
          );
        });
      }
      const asked = choice.tests.map((test) => testText(test, path)).join(" and ");
      return [
        ...(choice.yes === undefined ? [] : blockRows(choice.yes, path, both(condition, asked))),
        ...(choice.no === undefined ? [] : blockRows(choice.no, path, both(condition, `not: ${asked}`))),
      ];
    }),
    ...members.flatMap(({ name, isRequired, block }) => {
      return blockRows(block, `${path}${name}.`, isRequired ? condition : both(condition, `${path}${name} is present`));
    }),
  ];
}

function both(outer: string, inner: string): string {
  return outer === "" ? inner : `${outer}, ${inner}`;
}

function testText({ name, values }: StateTest, path: string): string {
  if (values === undefined) return `${path}${name} is present`;
  return `${path}${name} is ${values.map((value) => JSON.stringify(value)).join(" or ")}`;
}

function stepRow(step: Step, path: string, condition: string): BareRow {
  const at = step.at.map((token) => `/${"key" in token ? escapeToken(token.key) : `{${path}${token.names.join(".")}}`}`).join("");
  return { condition, op: opText(step, path), at, source: sourceText(step, path) };
}

function opText({ op, limit, piece }: Step, path: string): string {
  if (op === "append") return `append, at most ${limit}`;
  if (piece === undefined) return op;
  const place = piece.offset === undefined ? "" : ` at ${path}${piece.offset.join(".")}`;
  return `extend${place}, at most ${limit} ${piece.unit === "utf-8" ? "bytes of UTF-8" : "units of UTF-16"}`;
}

function sourceText({ op, source }: Step, path: string): string {
  if (op === "remove") return "";
  switch (source.kind) {
    case "value":
      return JSON.stringify(source.value);
    case "from":
      return path + source.names.join(".");
    case "pick":
      return source.names.map((name) => path + name).join(", ");
    default:
      return path === "" ? "the whole event" : `all of ${path.slice(0, -1)}`;
  }
}
