import { describe, expect, test } from "vitest";
import { exampleTools } from "../../../../../generator/check/example-tools.js";
import { subsetQuestions } from "../../../../../generator/check/provers.js";
import { compareSteps } from "../../../../../generator/evolution/state/compare-steps.js";
import type { StepCell } from "../../../../../generator/evolution/state/compare-steps.js";
import { statefulIn } from "../../../../helpers/edited-protocol.js";
import { temporaryFolder } from "../../../../helpers/protocol-folder.js";
import { textProtocol } from "../../../../helpers/text-protocol.js";

const tools = exampleTools(subsetQuestions());

type Parts = Parameters<typeof textProtocol>[0];

function compared(before: Parts, after: Parts): StepCell[] {
  const [old, now] = [before, after].map((parts) => statefulIn(temporaryFolder(textProtocol(parts))));
  if (old === undefined || now === undefined) throw new Error("both versions exist");
  return compareSteps(now, old, tools);
}

/** Returns how many events show the difference, and where. */
function shown([cell, ...others]: StepCell[]): string {
  if (cell === undefined || others.length > 0) return `${others.length} others`;
  if (cell.verdict.verdict === "unknown") return `unknown: ${cell.verdict.reason}`;
  const { events, path, writer, reader } = cell.verdict.divergence;
  return `${events.length} ${path} ${JSON.stringify([writer, reader])}`;
}

describe("a changed step that extends a text is found, with events that show it", () => {
  test.each<[string, Parts, Parts, RegExp]>([
    ["another unit", {}, { step: { unit: "utf-16" } }, /^1 \/texts\/a\/body\/end \[1,2\]$/],
    ["a smaller limit", {}, { step: { limit: 40 } }, /^1 \/texts\/a\/body\/(?:text|start) /],
    ["no offset any more", {}, { step: { offset: undefined } }, /^1 \/texts\/a\/body\/start \[0,\d+\]$/],
    ["another piece", { step: { from: "/id" } }, {}, /^1 \/texts\/a\/body\/text /],
    [
      "a small limit, and short pieces",
      { event: { delta: { type: "string", maxLength: 7 } } },
      { event: { delta: { type: "string", maxLength: 7 } }, step: { limit: 60 } },
      /^9 \/texts\/a\/body\/(?:text|start) /,
    ],
    ["an integer as the key", { step: { at: "/texts/{line}/body" } }, {}, /^1 \/texts\/(?:a|1) /],
  ])("%s", (_title, before, after, want) => {
    expect(shown(compared(before, after))).toMatch(want);
  });

  test("an unchanged step changes both states alike", () => {
    expect(compared({}, {})).toEqual([]);
    expect(compared({ step: { at: "/texts/{line}/body" } }, { step: { at: "/texts/{line}/body" } })).toEqual([]);
  });

  test("no list of events shows a limit that 400 pieces do not reach, so the verdict is unknown", () => {
    const event = { delta: { type: "string", maxLength: 1 } };
    const body = { properties: { text: { type: "string" }, start: { type: "integer" }, end: { type: "integer" } } };
    expect(shown(compared({ event, body, step: { limit: 1_000 } }, { event, body, step: { limit: 2_000 } }))).toMatch(/^unknown: .*a text/);
  });

  test("a removal of keys that are integers is compared at such a key", () => {
    const before = { step: { at: "/texts/{line}/body" } };
    const removal = { op: "remove", at: "/texts/{line}" };
    expect(shown(compared(before, { ...before, more: [removal] }))).toMatch(/^1 \/texts\/1 /);
  });
});
