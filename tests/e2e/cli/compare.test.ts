import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../helpers/protocol-folder.js";
import { runCli } from "../../helpers/run-cli.js";
import type { CliResult } from "../../helpers/run-cli.js";

const contents = {
  "a.json": { type: "object", properties: { id: { $ref: "common/id.json" } }, required: ["id"] },
  "b.json": { type: "object", properties: { id: { type: "string" } } },
  "common/id.json": { type: "string", minLength: 2 },
  "defs.json": { $defs: { small: { type: "integer", maximum: 3 }, any: { type: "integer" } } },
  "date.json": { type: "string", format: "date" },
  "string.json": { type: "string" },
  "broken.json": "{",
  "lost.json": { $ref: "nowhere.json" },
};

function compare(...args: readonly string[]): CliResult {
  return runCli(temporaryFolder(contents), "compare", ...args);
}

describe("dagwire compare", () => {
  test("--format json prints both answers, and a witness for each no", () => {
    const { code, stdout, stderr } = compare("a.json", "b.json", "--format", "json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ aInB: { verdict: "yes" }, bInA: { verdict: "no", witness: {} } });
  });

  test("text prints a sentence for each question", () => {
    const { code, stdout } = compare("a.json", "b.json");
    expect(code).toBe(0);
    expect(stdout).toBe("yes: every value of a.json is a value of b.json.\nno: b.json accepts {}, a.json refuses it.\n");
  });

  test("a pointer names a part of a file", () => {
    const { stdout } = compare("defs.json#/$defs/small", "defs.json#/$defs/any", "--format", "json");
    expect(JSON.parse(stdout)).toEqual({ aInB: { verdict: "yes" }, bInA: { verdict: "no", witness: 4 } });
  });

  test("--annotate-formats makes a format an annotation", () => {
    const compared = (...args: readonly string[]): unknown =>
      JSON.parse(compare("string.json", "date.json", "--format", "json", ...args).stdout);
    expect(compared("--annotate-formats")).toMatchObject({ aInB: { verdict: "yes" } });
    expect(compared()).toMatchObject({ aInB: { verdict: "no" }, bInA: { verdict: "yes" } });
  });

  test("a schema with findings gets no answer, and the reason", () => {
    const { code, stdout } = compare("lost.json", "a.json", "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ aInB: { verdict: "unknown", reason: expect.stringContaining("nowhere.json") as string } });
  });

  test.each([
    ["a file that is not there", ["a.json", "c.json"], /"c.json" does not exist/],
    ["a file that is no JSON", ["broken.json", "a.json"], /"broken.json" is not JSON/],
    ["one file only", ["a.json"], /name two schemas/],
    ["an unknown format", ["a.json", "b.json", "--format", "xml"], /--format is "text" or "json", not "xml"/],
  ])("for %s it prints a sentence and exits 2", (_name, args, message) => {
    const { code, stdout, stderr } = compare(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
