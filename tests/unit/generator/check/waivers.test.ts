import { describe, expect, test } from "vitest";
import type { WireFinding } from "../../../../generator/check/finding.js";
import { groupFindings } from "../../../../generator/check/finding.js";
import { applyWaivers, waiverFindings } from "../../../../generator/check/waivers.js";

const finding = (event: string, fingerprint: string, sharedFingerprint?: string): WireFinding => ({
  rule: "SERVER_BOUND_TIGHTENED",
  severity: "breaking",
  direction: "server",
  flow: "old-to-new",
  event,
  path: "/seq",
  place: { file: "a.json", pointer: "/$defs/x", on: "value" },
  message: "M.",
  hint: "H.",
  baselines: ["git:v1"],
  related: [],
  fingerprint,
  ...(sharedFingerprint !== undefined && { sharedFingerprint }),
});
const [one, two, three] = ["1", "2", "3"].map((digit) => digit.repeat(16)) as [string, string, string];

describe("a waiver", () => {
  test("applies on its last day, and is expired on the next", () => {
    const waivers = [{ fingerprint: one, reason: "known", expires: "2027-01-01" }];
    expect(applyWaivers([finding("a", one)], waivers, "2027-01-01").findings[0]?.waived).toBe("known");
    const late = applyWaivers([finding("a", one)], waivers, "2027-01-02");
    expect(late.findings[0]?.waived).toBeUndefined();
    expect(waiverFindings("c.json", waivers, late.used, late.expired)).toMatchObject([
      { rule: "WAIVER_EXPIRED", place: { file: "c.json", pointer: "/check/waivers/0" } },
    ]);
  });

  test("that matches no finding is reported, with its place", () => {
    const waivers = [
      { fingerprint: one, reason: "known" },
      { fingerprint: two, reason: "gone" },
    ];
    const { used, expired } = applyWaivers([finding("a", one)], waivers, "2026-01-01");
    expect(waiverFindings("c.json", waivers, used, expired)).toMatchObject([
      { rule: "WAIVER_UNUSED", place: { pointer: "/check/waivers/1" } },
    ]);
  });

  test("of dagwire 0.1 is reported with the fingerprint that its finding has now", () => {
    const waivers = [{ fingerprint: two, reason: "of 0.1" }];
    const findings = [
      { ...finding("a", one), outline: two },
      { ...finding("b", three), outline: "4".repeat(16) },
    ];
    const { used, expired } = applyWaivers(findings, waivers, "2026-01-01");
    const [unused] = waiverFindings("c.json", waivers, used, expired, findings);
    expect(unused?.hint).toBe(
      `It probably meant SERVER_BOUND_TIGHTENED of "a", whose fingerprint is now ${one}. If you accept that change, write this fingerprint; otherwise remove the waiver from the config.`,
    );
    expect(waiverFindings("c.json", waivers, used, expired)[0]?.hint).toBe("Remove the waiver from the config.");
  });

  test("of a shared change applies to every event; a waiver of one event applies to this event alone", () => {
    const findings = [finding("a", one, three), finding("b", two, three)];
    const all = applyWaivers(findings, [{ fingerprint: three, reason: "all" }], "2026-01-01").findings;
    expect(all.map(({ waived }) => waived)).toEqual(["all", "all"]);
    const first = applyWaivers(findings, [{ fingerprint: one, reason: "a" }], "2026-01-01").findings;
    expect(first.map(({ waived }) => waived)).toEqual(["a", undefined]);
    expect(groupFindings(first)).toHaveLength(2);
  });
});

describe("findings of one change", () => {
  test("are one finding, with every event and its own fingerprint", () => {
    expect(groupFindings([finding("a", one, three), finding("b", two, three)])).toMatchObject([
      {
        event: "a",
        fingerprint: three,
        events: [
          { name: "a", fingerprint: one },
          { name: "b", fingerprint: two },
        ],
      },
    ]);
    expect(groupFindings([finding("a", one, three)])).toMatchObject([{ fingerprint: one }]);
    expect(groupFindings([finding("a", one), finding("b", two)])).toHaveLength(2);
  });
});
