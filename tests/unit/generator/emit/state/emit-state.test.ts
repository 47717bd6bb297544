import { describe, expect, test } from "vitest";
import { generated } from "../../../../helpers/generated.js";
import { eventSchema, manifest } from "../../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../../helpers/protocol-folder.js";

const text = { type: "string" };
const bare = (names: readonly string[], more: object = {}): FolderContents => ({
  "protocol.json": manifest({ server: names.map((name) => `${name}.json`), state: "s.json", ...more }),
  "s.json": {
    type: "object",
    properties: {
      rooms: { type: "object", additionalProperties: { type: "object", additionalProperties: text } },
      log: { type: "array", items: text },
      over: { type: "boolean" },
    },
    required: ["rooms", "log", "over"],
  },
});
const event = (name: string, state: unknown, optional: object = {}): FolderContents => ({
  [`${name}.json`]: { ...eventSchema(name, { id: text, to: text, ...optional }, ["id", "to"]), "x-state": state },
});
const set = (at: string, more: object): object => ({ op: "set", at, ...more });
const key = "return conflationKeyOf(";

function stateOf(contents: FolderContents): string {
  const { file, text: said } = generated(contents);
  expect(said).toBe("");
  return file("state.ts");
}

/** Returns the lines that the second text has in addition to the first. */
function added(before: string, after: string): string[] {
  const left = before.split("\n");
  return after.split("\n").filter((line) => {
    const index = left.indexOf(line);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
}

describe("state.ts", () => {
  test("a new event adds its own lines and changes one", () => {
    const contents = {
      ...event("a", set("/rooms/{id}/title", { from: "/to" })),
      ...event("b", { op: "append", at: "/log", from: "/id", limit: 3 }),
    };
    const before = stateOf({ ...contents, ...bare(["a", "b"]) });
    const after = stateOf({ ...contents, ...event("c", set("/rooms/{id}/color", { from: "/to" })), ...bare(["a", "b", "c"]) });
    expect(added(after, before)).toEqual(['import type { AEvent, BEvent, ServerEvent } from "./server-event.js";']);
    expect(added(before, after).filter((line) => line.trim() !== "" && line !== "}")).toEqual([
      'import type { AEvent, BEvent, CEvent, ServerEvent } from "./server-event.js";',
      '    case "c":',
      `      ${key}"c", event.id);`,
      '    case "c":',
      "      return takeCEvent(draft, event);",
      "function takeCEvent(draft: StateTarget<unknown>, event: CEvent): void {",
      '  draft.set(["rooms", event.id, "color"], event.to);',
    ]);
  });

  test("a protocol without terminal events has no end, and a protocol without a state no state.ts", () => {
    expect(stateOf({ ...event("a", set("/over", { value: true })), ...bare(["a"]) })).not.toContain("hasEnded");
    const { files } = generated({ "protocol.json": manifest({ server: ["a.json"] }), "a.json": eventSchema("a") });
    expect(files?.map(({ path }) => path).filter((path) => path.startsWith("state"))).toEqual([]);
  });
});

const conflated: readonly [name: string, steps: unknown, want: string | undefined][] = [
  ["a set at a placeholder", set("/rooms/{id}", { value: {} }), '"e", event.id'],
  [
    "several steps at the same placeholder",
    [set("/rooms/{id}/a", { from: "/to" }), { op: "merge", at: "/rooms/{id}", pick: ["to"] }],
    '"e", event.id',
  ],
  ["no placeholder at all", set("/over", { value: true }), '"e"'],
  ["an append", { op: "append", at: "/log", from: "/id", limit: 3 }, undefined],
  ["a removal", { op: "remove", at: "/rooms/{id}" }, undefined],
  ["steps at different placeholders", [set("/rooms/{id}/a", { from: "/to" }), set("/rooms/{to}/a", { from: "/id" })], undefined],
  ["steps that swap two placeholders", [set("/rooms/{id}/{to}", { from: "/to" }), set("/rooms/{to}/{id}", { from: "/id" })], undefined],
  [
    "a set that a later one of the same event is over",
    [set("/rooms/{id}", { value: {} }), set("/rooms/{id}/a", { from: "/maybe" })],
    undefined,
  ],
  [
    "a property that is kept for one step and gone for another",
    [set("/rooms/{id}/a", { from: "/maybe" }), set("/rooms/{to}", { pick: ["maybe"] })],
    undefined,
  ],
];

describe("the key for conflation:", () => {
  test.each(conflated)("%s", (_name, steps, want) => {
    const state = stateOf({ ...event("e", steps, { maybe: text }), ...bare(["e"]) });
    if (want === undefined) expect(state).not.toContain(key);
    else expect(state).toContain(`${key}${want});`);
  });

  test("an event that may set the end has no key", () => {
    const whole = { "w.json": { ...eventSchema("w", { state: { $ref: "s.json" } }, ["state"]), "x-state": set("", { from: "/state" }) } };
    const end = event("end", set("/over", { value: true }));
    const free = stateOf({ ...whole, ...end, ...bare(["w", "end"]) });
    const ended = stateOf({ ...whole, ...end, ...bare(["w", "end"], { terminal: ["end"] }) });
    expect([free.includes(`${key}"w")`), ended.includes(`${key}"w")`)]).toEqual([true, false]);
  });
});
