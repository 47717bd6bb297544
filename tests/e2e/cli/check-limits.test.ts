import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventSchema, manifest, temporaryFolder } from "../../helpers/protocol-folder.js";
import { repository } from "../../helpers/run-cli.js";

type Report = {
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly related: readonly unknown[];
  }[];
};

/** Runs `dagwire check` on two versions of an event, as a process with a small heap. The process fails if it needs more. */
function check(before: object, today: object, heapMb: number): { readonly code: number | null; readonly report: Report } {
  const version = (folder: string, body: object) => ({
    [`${folder}/schema/protocol.json`]: manifest({ server: ["state.json"] }),
    [`${folder}/schema/state.json`]: eventSchema("state", { body }, ["body"]),
    [`${folder}/dagwire.config.json`]: { protocols: [{ schema: "schema/protocol.json", out: "generated" }] },
  });
  const folder = temporaryFolder({ ...version("before", before), ...version("today", today) });
  const cli = [`${repository}generator/bin/dagwire.js`, "check", "--against", "../before", "--format", "json"];
  const { status, stdout } = spawnSync(process.execPath, [`--max-old-space-size=${heapMb}`, ...cli], {
    cwd: join(folder, "today"),
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  const { protocols } = JSON.parse(stdout) as { readonly protocols: readonly [Report] };
  return { code: status, report: protocols[0] };
}

const values = (count: number): object => ({ enum: Array.from({ length: count }, (_unused, index) => `v${index}`) });

/** Returns an object schema whose fields are all required. */
const object = (names: readonly string[], schema: (name: string) => object): object => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, schema(name)])),
  required: names,
});

const namesOf = (count: number): string[] => Array.from({ length: count }, (_unused, index) => `f${index}`);

const enums = (count: number) => object(namesOf(12), () => values(count));

/** Returns a union of objects whose only field is again such a union, and in the end the schema. */
function unions(depth: number, width: number, last: object): object {
  if (depth === 0) return last;
  return { anyOf: namesOf(width).map((name) => object([`${name}_${depth}`], () => unions(depth - 1, width, last))) };
}

describe("check ends within a small heap", { timeout: 120_000 }, () => {
  test("twelve required enumerations of fifty values: each new value is a finding", () => {
    const { code, report } = check(enums(50), enums(51), 64);
    expect(code).toBe(1);
    expect(report.findings.map(({ rule }) => rule)).toEqual(Array.from({ length: 12 }, () => "SERVER_ENUM_VALUE_ADDED"));
  });

  test("an enumeration of 4,000 values of which half are new: each new value is a finding", () => {
    const { code, report } = check(values(2000), values(4000), 128);
    expect(code).toBe(1);
    expect(report.findings).toHaveLength(2000);
  });

  test("400 required fields with other names: each is a finding for both sides", () => {
    const fields = (letter: string) =>
      object(
        Array.from({ length: 400 }, (_unused, index) => `${letter}${index}`),
        (name) => ({ type: "string", maxLength: Number(name.slice(1)) + 1 }),
      );
    const { code, report } = check(fields("a"), fields("b"), 128);
    expect(code).toBe(1);
    expect(report.findings).toHaveLength(800);
  });

  test("definitions whose smallest message has 2 to the power of 30 values: undecided, with the reason", () => {
    const chain = (leaf: object) => ({
      $ref: "#/properties/body/$defs/d30",
      $defs: Object.fromEntries(
        Array.from({ length: 31 }, (_unused, index) => [
          `d${index}`,
          index === 0 ? leaf : object(["left", "right"], () => ({ $ref: `#/properties/body/$defs/d${index - 1}` })),
        ]),
      ),
    });
    const { code, report } = check(chain({ type: "string" }), chain({ type: "string", maxLength: 9 }), 96);
    expect(code).toBe(0);
    expect(report.findings.length).toBeGreaterThan(0);
    expect(new Set(report.findings.map(({ rule, severity }) => `${severity} ${rule}`))).toEqual(
      new Set(["warning SERVER_EVENT_UNDECIDED"]),
    );
    expect(report.findings[0]?.message).toContain("the smallest value that was found has more than 200,000 parts");
  });

  test("definitions of which each refers to the one before twice for the same value: one finding", () => {
    const chain = (leaf: object) => ({
      $ref: "#/properties/body/$defs/d30",
      $defs: Object.fromEntries(
        Array.from({ length: 31 }, (_unused, index) => {
          const before = { $ref: `#/properties/body/$defs/d${index - 1}` };
          return [`d${index}`, index === 0 ? leaf : { allOf: [before, { ...before, maxLength: 100 - index }] }];
        }),
      ),
    });
    const { report } = check(chain({ type: "string" }), chain({ type: "string", minLength: 9 }), 96);
    expect(report.findings.map(({ rule }) => rule)).toEqual(["SERVER_BOUND_TIGHTENED"]);
  });

  test("forty unions of which each has two ways to the one before: undecided, with the reason", () => {
    const chain = (leaf: object) => ({
      $ref: "#/properties/body/$defs/d39",
      $defs: Object.fromEntries(
        Array.from({ length: 40 }, (_unused, index) => {
          const before = { $ref: `#/properties/body/$defs/d${index - 1}` };
          return [`d${index}`, index === 0 ? leaf : { anyOf: [before, { ...before, maxLength: 100 - index }] }];
        }),
      ),
    });
    const { code, report } = check(chain({ type: "string" }), chain({ type: "string", minLength: 9 }), 96);
    expect(code).toBe(4);
    expect(report.findings.map(({ rule }) => rule)).toEqual(["SERVER_EVENT_UNDECIDED", "SERVER_EVENT_UNDECIDED"]);
    expect(report.findings[0]?.message).toContain("a value has more than 100,000 ways through the unions of a schema");
  });

  test("a list of 600 first items of which half changed: each is a finding", () => {
    const list = (type: (index: number) => string) => ({
      type: "array",
      prefixItems: Array.from({ length: 600 }, (_unused, index) => ({ type: type(index) })),
    });
    const before = list(() => "string");
    const today = list((index) => (index % 2 === 0 ? "integer" : "string"));
    const { code, report } = check(before, today, 128);
    expect(code).toBe(1);
    expect(report.findings.map(({ rule }) => rule)).toEqual(Array.from({ length: 600 }, () => "SERVER_TYPE_CHANGED"));
  });

  test("a union of unions with 81 changed enumerations: each is a finding, and none repeats the others", () => {
    const { code, report } = check(unions(4, 3, values(5)), unions(4, 3, values(6)), 96);
    expect(code).toBe(1);
    expect(report.findings).toHaveLength(81);
    expect(report.findings.every(({ related }) => related.length === 0)).toBe(true);
  });
});
