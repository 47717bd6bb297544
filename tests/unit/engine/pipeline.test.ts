import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatProblems, parsePipeline } from "../../../examples/engine/pipeline/parse-pipeline.js";

function problemsOf(text: string): readonly string[] {
  const result = parsePipeline(text);
  return result.ok ? [] : formatProblems("p.json", result.problems).split("\n");
}

const nodes = (text: string): string => `{\n  "title": "t",\n  "nodes": {\n${text}\n  }\n}`;

describe("a good file", () => {
  it("is read with its defaults", () => {
    const result = parsePipeline(nodes(`"a": { "command": ["true"] }, "g": { "gate": {}, "after": ["a"] }`));
    if (!result.ok) throw new Error(formatProblems("p.json", result.problems));
    const { pipeline } = result;
    expect(pipeline).toMatchObject({
      title: "t",
      maxParallel: 2,
      stopGraceMs: 2000,
      price: { usdPerCpuSecond: 0, onExceeded: "continue" },
    });
    expect(pipeline.steps.get("a")).toMatchObject({ kind: "command", command: ["true"], directory: ".", maxAttempts: 1, after: [] });
    expect(pipeline.steps.get("g")).toMatchObject({ kind: "gate", presentation: { title: "g" }, defaultDecision: "reject" });
  });

  it("the repository's own pipelines are good files", () => {
    const file = new URL("../../../examples/engine/pipelines/self-check.json", import.meta.url);
    expect(problemsOf(readFileSync(file, "utf8"))).toEqual([]);
  });
});

describe("a bad file", () => {
  const cases: readonly (readonly [string, { readonly given: string; readonly want: readonly string[] }])[] = [
    ["no JSON", { given: `{\n  "title": }`, want: [`p.json:2:12 error: not valid JSON: expected a value, got "}".`] }],
    [
      "half a file",
      {
        given: `{\n  "title": "t",`,
        want: [`p.json:2:16 error: not valid JSON: expected a key in double quotes, got the end of the file.`],
      },
    ],
    ["a comma too many", { given: `{ "nodes": [1, ] }`, want: [`p.json:1:16 error: not valid JSON: expected a value, got "]".`] }],
    ["two values", { given: `{} {}`, want: [`p.json:1:4 error: not valid JSON: expected the end of the file, got "{".`] }],
    ["bad escape", { given: `{ "title" "\\x" }`, want: [`p.json:1:11 error: not valid JSON: expected ":", got "\\"".`] }],
    ["no object", { given: `[]`, want: [`p.json:1:1 error: expected an object, got [].`] }],
    [
      "unknown field",
      { given: nodes(`"a": { "comand": ["x"] }`), want: [`p.json:4:6 error: a node needs either a "command" or a "gate".`] },
    ],
    [
      "wrong type",
      {
        given: nodes(`"a": { "command": ["x"], "attempts": 1.5 }`),
        want: [`p.json:4:38 error: expected an integer of at least 1, got 1.5.`],
      },
    ],
    ["empty command", { given: nodes(`"a": { "command": [] }`), want: [`p.json:4:19 error: a command needs the name of a program.`] }],
    [
      "unknown dependency",
      { given: nodes(`"a": { "command": ["x"], "after": ["b"] }`), want: [`p.json:4:36 error: node "b" does not exist; nodes are a.`] },
    ],
    ["itself", { given: nodes(`"a": { "command": ["x"], "after": ["a"] }`), want: [`p.json:4:36 error: "a" cannot wait for itself.`] }],
    [
      "twice",
      { given: nodes(`"b": {"gate": {}}, "a": { "gate": {}, "after": ["b", "b"] }`), want: [`p.json:4:54 error: "b" is named twice.`] },
    ],
    [
      "cycle",
      {
        given: nodes(
          `"z": { "gate": {} },\n"a": { "gate": {}, "after": ["z", "b"] },\n"b": { "gate": {}, "after": ["c"] },\n"c": { "gate": {}, "after": ["a"] },\n"d": { "gate": {}, "after": ["c"] }`,
        ),
        want: [
          `p.json:5:29 error: these nodes wait for each other: "a" waits for "b" waits for "c" waits for "a". Remove one of the dependencies.`,
        ],
      },
    ],
    [
      "wrong decision",
      {
        given: nodes(`"a": { "gate": { "default_decision": "maybe" } }`),
        want: [`p.json:4:38 error: expected "approve" | "reject" | "modify", got "maybe".`],
      },
    ],
    [
      "wrong schema",
      {
        given: nodes(`"a": { "gate": { "response_schema": 1 } }`),
        want: [`p.json:4:37 error: expected a JSON Schema: an object or a boolean.`],
      },
    ],
    ["no nodes", { given: `{ "title": "t", "nodes": {} }`, want: [`p.json:1:26 error: a pipeline needs at least one node.`] }],
  ];

  it.each(cases)("%s", (_name, { given, want }) => {
    expect(problemsOf(given)).toEqual(expect.arrayContaining([...want]));
  });

  it("reports all problems at once", () => {
    expect(problemsOf(`{ "max_parallel": 0, "nodes": { "a": { "gate": {}, "command": ["x"], "attempts": 2 } }, "colour": 1 }`)).toEqual([
      `p.json:1:1 error: "title" is missing.`,
      `p.json:1:19 error: expected an integer of at least 1, got 0.`,
      `p.json:1:38 error: a node needs either a "command" or a "gate".`,
      `p.json:1:63 error: "command" is not allowed here; allowed are gate, title, summary, after.`,
      `p.json:1:82 error: "attempts" is not allowed here; allowed are gate, title, summary, after.`,
      `p.json:1:99 error: "colour" is not allowed here; allowed are $schema, title, max_parallel, timeout_ms, stop_grace_ms, nodes.`,
    ]);
  });
});
