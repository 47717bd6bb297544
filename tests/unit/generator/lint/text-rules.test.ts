import { describe, expect, test } from "vitest";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { modelOf } from "../../../helpers/model-of.js";
import { textProtocol } from "../../../helpers/text-protocol.js";

const text = { type: "string" };
const step = (op: string, at: unknown, more: object = {}): object => ({ op, at, ...more });

const wrongTexts: readonly [name: string, contents: FolderContents, want: string][] = [
  [
    "no unit",
    textProtocol({ step: { unit: undefined } }),
    'STATE_STEP_INVALID: "x-state": "unit" of "extend" is one of utf-8, utf-16, got nothing.',
  ],
  ["an unknown unit", textProtocol({ step: { unit: "bytes" } }), 'is one of utf-8, utf-16, got "bytes".'],
  ["no from", textProtocol({ step: { from: undefined } }), '"extend" needs "from", the piece of the text.'],
  ["no limit", textProtocol({ step: { limit: undefined } }), '"extend" needs a "limit", the most units that the text keeps.'],
  ["a limit of less than four", textProtocol({ step: { limit: 3 } }), "the most units that the text keeps, got 3."],
  [
    "an offset of merge",
    textProtocol({ more: [step("merge", "/texts/{id}", { pick: ["role"], offset: "/at" })] }),
    'only "extend" has "offset".',
  ],
  ["an offset without a slash", textProtocol({ step: { offset: "at" } }), '"offset" is a JSON Pointer into the object'],
  [
    "a limit above maxLength",
    textProtocol({ step: { limit: 101 } }),
    'STATE_TEXT_LIMIT: "limit" is 101, but "/texts/{id}/body" in the state has a "text" of at most 100 characters ("maxLength").',
  ],
  [
    "a target with another property",
    textProtocol({ step: { at: "/texts/{id}" } }),
    'STATE_TEXT_TARGET: "/texts/{id}" in the state is not an object with exactly',
  ],
  ["a target that requires no start", textProtocol({ body: { required: ["text", "end"] } }), "STATE_TEXT_TARGET"],
  [
    "a text with a pattern",
    textProtocol({
      body: { properties: { text: { type: "string", pattern: "^a" }, start: { type: "integer" }, end: { type: "integer" } } },
    }),
    'STATE_TEXT_TARGET: "/texts/{id}/body" in the state may be unable to hold a text: its schema refuses {"',
  ],
  [
    "an end with a maximum",
    textProtocol({ body: { properties: { text, start: { type: "integer" }, end: { type: "integer", maximum: 1_000 } } } }),
    "may be unable to hold a text",
  ],
  [
    "an optional piece",
    textProtocol({ step: { from: "/role" } }),
    'STATE_TEXT_SOURCE: "from" of "extend" needs a value in every event, but "role" is optional here.',
  ],
  [
    "a piece that is no string",
    textProtocol({ step: { from: "/at" } }),
    'STATE_TEXT_SOURCE: "from" of "extend" names "at", which may be no string.',
  ],
  [
    "a piece that is not declared",
    textProtocol({ step: { from: "/dleta" } }),
    'STATE_SOURCE_UNKNOWN: The annotated object declares no "dleta". Did you mean "delta"?',
  ],
  [
    "an offset without a maximum",
    textProtocol({ event: { at: { type: "integer", minimum: 0 } } }),
    'STATE_TEXT_SOURCE: "offset" of "extend" names "at", which may be no integer from 0 to 4503599627370496.',
  ],
  ["an offset below 0", textProtocol({ event: { at: { type: "integer", minimum: -1, maximum: 9 } } }), "STATE_TEXT_SOURCE"],
  [
    "another step at the text",
    textProtocol({ more: [step("set", "/texts/{id}/body", { value: { text: "", start: 0, end: 0 } })] }),
    'STATE_TEXT_SHARED: "/texts/{id}/body" in the state is a text, but the step "set" at "/texts/{id}/body" writes at or below it, too.',
  ],
  ["another step below the text", textProtocol({ more: [step("set", "/texts/{id}/body/start", { value: 0 })] }), "STATE_TEXT_SHARED"],
  [
    "a merge of every property around the text",
    textProtocol({ more: [step("merge", "/texts/{id}", { value: { body: { text: "", start: 0, end: 0 } } })] }),
    "STATE_TEXT_SHARED",
  ],
  [
    "two units",
    textProtocol({ more: [step("extend", "/texts/{id}/body", { from: "/delta", unit: "utf-16", limit: 9 })] }),
    "STATE_TEXT_SHARED",
  ],
];

describe("the finding on a wrong text has a place, a rule and a hint:", () => {
  test.each(wrongTexts)("%s", (_name, contents, want) => {
    const { model, text: said } = modelOf(contents);
    expect(said).toContain(want);
    expect(model).toBeUndefined();
  });
});

const rightTexts: readonly [name: string, contents: FolderContents][] = [
  ["a text with an offset", textProtocol()],
  ["a text without offsets", textProtocol({ step: { offset: undefined, unit: "utf-16", limit: 4 } })],
  ["a text that is removed", textProtocol({ more: [step("remove", "/texts/{id}/body")] })],
  ["a text inside an object that is set", textProtocol({ more: [step("set", "/texts", { value: {} })] })],
  ["properties beside a text", textProtocol({ more: [step("merge", "/texts/{id}", { pick: ["role"] })] })],
  [
    "two steps that extend a text in one unit",
    textProtocol({ more: [step("extend", "/texts/{id}/body", { from: "/delta", unit: "utf-8", limit: 9 })] }),
  ],
  [
    "a text that may be longer than the limit",
    textProtocol({ body: { properties: { text, start: { type: "integer" }, end: { type: "integer" } } } }),
  ],
  ["an integer as a placeholder", textProtocol({ step: { at: "/texts/{line}/body" } })],
];

describe("lint accepts", () => {
  test.each(rightTexts)("%s", (_name, contents) => {
    const { model, text: said } = modelOf(contents);
    expect(said).toBe("");
    expect(model?.state?.typeName).toBe("House");
  });
});
