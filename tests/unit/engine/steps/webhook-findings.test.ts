import { describe, expect, it } from "vitest";
import { formatFindings, listDifferences } from "../../../../examples/engine/steps/webhook-findings.js";
import { findEntry } from "../../../../examples/engine/steps/webhook-manifest.js";
import { listPayloads } from "../../../../examples/engine/steps/webhook-project.js";
import { type Verdict, formatVerdict, tally } from "../../../../examples/engine/steps/webhook-verdicts.js";

const accepted: Verdict = { payload: "push[0]", verdict: "accepted", event: "push", reasons: [] };
const refused: Verdict = {
  payload: "fork[0]",
  verdict: "refused",
  reasons: ["at /a: expected 1 | 2, got 3", "at /b: expected string, got 4"],
};
const unknown: Verdict = { payload: "new[0]", verdict: "unknown", reasons: ["no event has the tag new"] };

describe("verdicts on payloads", () => {
  it("are counted", () => {
    expect(tally([accepted, refused, refused, unknown])).toEqual({ payloads: 4, accepted: 1, refused: 2, unknown: 1 });
  });

  it.each([
    [refused, "refused fork[0]: at /a: expected 1 | 2, got 3 (and 1 more)"],
    [unknown, "unknown new[0]: no event has the tag new"],
    [accepted, "accepted push[0]"],
  ])("are logged with their first reason", (verdict, line) => {
    expect(formatVerdict(verdict)).toBe(line);
  });

  it("differ if the other judge has another verdict, or none", () => {
    expect(listDifferences([accepted, refused], [accepted, refused])).toEqual([]);
    expect(listDifferences([accepted, refused], [{ ...accepted, verdict: "refused", reasons: ["at /a: no"] }])).toEqual([
      "push[0]: accepted by dagwire, refused by ajv (at /a: no)",
      "fork[0]: refused by dagwire, not judged by ajv (at /a: expected 1 | 2, got 3)",
    ]);
  });

  it("are reported with their numbers, the differences, and each payload that was not accepted", () => {
    expect(formatFindings([accepted], [])).not.toContain("| payload |");
    const text = formatFindings([accepted, refused, unknown], ["push[0]: accepted by dagwire, refused by ajv"]);
    expect(text).toContain("3 published payloads: 1 accepted, 1 refused, 1 unknown.");
    expect(text).toContain("ajv differs on 1 of them.\n\n- push[0]: accepted by dagwire, refused by ajv");
    expect(text).toContain("| fork[0] | refused | at /a: expected 1 \\| 2, got 3 | 1 |");
    expect(text).toContain("| new[0] | unknown | no event has the tag new | 0 |");
  });
});

describe("listPayloads", () => {
  it("names each payload by its place in the package", () => {
    const payloads = listPayloads([
      { name: "push", examples: [1, 2] },
      { name: "fork", examples: [3] },
    ]);
    expect(payloads.map(({ id, name, value }) => [id, name, value])).toEqual([
      ["push[0]", "push", 1],
      ["push[1]", "push", 2],
      ["fork[0]", "fork", 3],
    ]);
  });
});

describe("findEntry", () => {
  const manifest = {
    server: [
      { ref: "#opened", tag: { "@name": "issues", "/action": "opened" } },
      { ref: "#closed", tag: { "@name": "issues", "/action": ["closed", "deleted"] } },
      { ref: "#push", tag: { "@name": "push" } },
    ],
  };

  it.each([
    ["issues", { action: "opened" }, "#opened"],
    ["issues", { action: "deleted" }, "#closed"],
    ["push", {}, "#push"],
    ["push", { action: "opened" }, "#push"],
    ["issues", { action: "moved" }, undefined],
    ["issues", {}, undefined],
    ["issues", null, undefined],
    ["fork", { action: "opened" }, undefined],
  ])("finds the event of %s %j", (name, payload, ref) => {
    expect(findEntry(manifest, name, payload)?.ref).toBe(ref);
  });
});
