import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../../generator/config/load-config.js";
import { Findings } from "../../../../generator/diagnostics/diagnostic.js";
import { DocumentStore } from "../../../../generator/load/document-store.js";
import { temporaryFolder } from "../../../helpers/protocol-folder.js";

function findingsFor(outs: readonly string[], prepare: (folder: string) => void = () => undefined): string[] {
  const protocols = outs.map((out, index) => ({ schema: `${index}/protocol.json`, out }));
  const folder = temporaryFolder({ "dagwire.config.json": { protocols } });
  prepare(folder);
  const findings = new Findings();
  const config = loadConfig(folder, undefined, new DocumentStore(folder, findings), findings);
  expect(config === undefined).toBe(findings.all().length > 0);
  return findings.all().map(({ rule, message }) => `${rule}: ${message}`);
}

describe("the output folders of a config", () => {
  test.each([
    [["a", "b"]],
    [["generated", "generated-2"]],
    [["src/a/generated", "src/b/generated"]],
    [["generated/a", "generated/b"]],
    [["../one", "../two"]],
  ])("%j are folders of their own", (outs) => {
    expect(findingsFor(outs)).toEqual([]);
  });

  test.each([
    ["x", "x"],
    ["./x", "x/"],
    ["x", "y/../x"],
    ["generated", "Generated"],
    ["caf\u00e9", "cafe\u0301"],
  ])("%j and %j are the same folder", (first, second) => {
    expect(findingsFor([first, second])).toEqual([
      `OUTPUT_SHARED: "out" of protocol 2, ${JSON.stringify(second)}, is the same folder as "out" of protocol 1, ${JSON.stringify(first)}.`,
    ]);
  });

  test.each([
    ["x", "x/y", "is inside"],
    ["x/y/z", "./x", "contains"],
    [".", "generated", "is inside"],
    ["X", "x/y", "is inside"],
  ])("of %j and %j, the second %s the first", (first, second, relation) => {
    expect(findingsFor([first, second])).toEqual([
      `OUTPUT_SHARED: "out" of protocol 2, ${JSON.stringify(second)}, ${relation} "out" of protocol 1, ${JSON.stringify(first)}.`,
    ]);
  });

  test("a link to the folder of another protocol is the same folder, also if the link's target has yet to be filled", () => {
    const link = (folder: string): void => {
      mkdirSync(join(folder, "real"));
      symlinkSync(join(folder, "real"), join(folder, "link"));
    };
    expect(findingsFor(["real/x", "link/x"], link)).toHaveLength(1);
    expect(findingsFor(["real/x", "link/y"], link)).toEqual([]);
  });

  test("each protocol after the first gets a finding of its own", () => {
    expect(findingsFor(["x", "y", "x", "y"])).toHaveLength(2);
  });
});
