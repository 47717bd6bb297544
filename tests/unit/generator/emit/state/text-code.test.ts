import { describe, expect, test } from "vitest";
import { generated } from "../../../../helpers/generated.js";
import { strictErrors } from "../../../../helpers/strict-tsc.js";
import { textProtocol } from "../../../../helpers/text-protocol.js";

type Parts = Parameters<typeof textProtocol>[0];

function stateOf(parts: Parts): string {
  const { file, text: said } = generated(textProtocol(parts));
  expect(said).toBe("");
  return file("state.ts");
}

const step = (op: string, at: string, more: object): object => ({ op, at, ...more });

describe("a step that extends a text", () => {
  test("updates the place by the piece, its offset, the limit and the unit", () => {
    expect(stateOf({})).toContain('extendText, event.delta, event.at, 100, "utf-8");');
    expect(stateOf({ step: { offset: undefined, unit: "utf-16" } })).toContain('extendText, event.delta, undefined, 100, "utf-16");');
  });

  test("has the decimal of an integer as its key", () => {
    expect(stateOf({ step: { at: "/texts/{line}/body" } })).toContain('["texts", String(event.line), "body"],');
  });

  test("compiles under the strictest flags if the step depends on a branch of a union", () => {
    const { "e.json": event, ...rest } = textProtocol();
    const { "x-state": steps, ...schema } = event as Record<string, unknown>;
    const inner = {
      ...schema,
      properties: { ...(schema["properties"] as object), op: { const: "say" } },
      required: ["op", "id", "delta", "at"],
      "x-state": steps,
    };
    const outer = {
      type: "object",
      properties: {
        type: { const: "e" },
        change: { oneOf: [inner, { type: "object", properties: { op: { const: "hush" } }, required: ["op"] }] },
      },
      required: ["type", "change"],
    };
    const { files = [], text: said, file } = generated({ ...rest, "e.json": outer });
    expect(said).toBe("");
    expect(file("state.ts")).toContain('return cutCharacterIn(event, [["change", "delta"]]);');
    expect(strictErrors(Object.fromEntries(files.map(({ path, text }) => [path, text])))).toBe("");
  });
});

describe("pieces of a text are joined", () => {
  test.each<[string, Parts]>([
    ["with an offset", {}],
    ["at the end of the text", { step: { offset: undefined } }],
    ["if the piece has a length", { event: { delta: { type: "string", minLength: 1, maxLength: 9 } } }],
  ])("%s", (_title, parts) => {
    expect(stateOf(parts)).toContain("withTextRuns<ServerEvent>(rules, textPieceOf)");
  });

  test("up to the length that the schema allows", () => {
    expect(stateOf({ event: { delta: { type: "string", maxLength: 9 } } })).toContain("most: 9,");
    expect(stateOf({})).not.toContain("most:");
  });

  test.each<[string, Parts]>([
    ["a piece has a pattern", { event: { delta: { type: "string", pattern: "^a" } } }],
    ["the event has another step", { more: [step("merge", "/texts/{id}", { pick: ["role"] })] }],
  ])("but not if %s", (_title, parts) => {
    const state = stateOf(parts);
    expect(state).not.toContain("withTextRuns");
    expect(state).toContain('return cutCharacterIn(event, [["delta"]]);');
  });

  test("and an event that changes the place of the text is between them", () => {
    const files = textProtocol();
    const reset = {
      type: "object",
      properties: { type: { const: "r" } },
      required: ["type"],
      "x-state": step("set", "/texts", { value: {} }),
    };
    const { file } = generated({
      ...files,
      "protocol.json": { ...(files["protocol.json"] as object), server: ["e.json", "r.json"] },
      "r.json": reset,
    });
    expect(file("state.ts")).toMatch(/case "r":\n\s+return \["e"\];/);
  });
});
