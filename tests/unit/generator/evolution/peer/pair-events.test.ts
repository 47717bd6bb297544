import { expect, test } from "vitest";
import { pairEvents } from "../../../../../generator/evolution/peer/pair-events.js";
import type { EventModel } from "../../../../../generator/model/event-model.js";
import { eventOf } from "../../../../helpers/event-of.js";
import { eventSchema } from "../../../../helpers/protocol-folder.js";

const event = (tag: string, properties: object = { at: { type: "string" } }): EventModel => eventOf(eventSchema(tag, properties), tag);

function pairs(before: readonly EventModel[], after: readonly EventModel[]): string[] {
  return pairEvents(before, after).map((pair) => `${pair.before?.name ?? "-"} ${pair.after?.name ?? "-"}`);
}

test("an added event with all properties of a removed one is the same event", () => {
  expect(pairs([event("tick"), event("log", {})], [event("beat"), event("log", {})])).toEqual(["log log", "tick beat"]);
});

test("no pair is guessed if there is a choice, a difference, or no evidence", () => {
  expect(pairs([event("tick")], [event("beat"), event("pulse")])).toEqual(["- beat", "- pulse", "tick -"]);
  expect(pairs([event("tick"), event("tock")], [event("beat")])).toEqual(["- beat", "tick -", "tock -"]);
  expect(pairs([event("tick")], [event("beat", { at: { type: "number" } })])).toEqual(["- beat", "tick -"]);
  expect(pairs([event("ping", {})], [event("pong", {})])).toEqual(["- pong", "ping -"]);
});
