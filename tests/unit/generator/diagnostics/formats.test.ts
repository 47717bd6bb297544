import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../../generator/diagnostics/diagnostic.js";
import { formats } from "../../../../generator/diagnostics/formats/output-formats.js";
import { reportSchema } from "../../../../generator/diagnostics/formats/report-schema.js";

const diagnostics: readonly Diagnostic[] = [
  {
    rule: "UNKNOWN_KEYWORD",
    severity: "error",
    file: "a,b/c:d %.json",
    line: 3,
    column: 7,
    message: '"x<y>" & 50%\nis "no"\u0001.',
    hint: "Did you mean?",
  },
  { rule: "FORMAT_UNKNOWN", severity: "warning", file: "b.json", line: 1, column: 1, message: "M.", hint: "H." },
  { rule: "STALE", severity: "error", file: "out/types.ts", message: "does not match.", hint: "Run it." },
];

type Sarif = {
  readonly version: string;
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly SarifResult[];
    },
  ];
};
type SarifResult = {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region?: object };
  }[];
};

describe("--format json", () => {
  test.each([
    ["findings", diagnostics],
    ["none", []],
  ] as const)("matches its published schema: %s", (_name, given) => {
    const report: unknown = JSON.parse(formats.json(given));
    const ajv = new Ajv2020({ strict: true });
    expect(ajv.validate(reportSchema, report), JSON.stringify(ajv.errors)).toBe(true);
    expect(report).toMatchObject({ version: 1, diagnostics: given });
  });
});

describe("--format text", () => {
  const warning = (rule: "FORMAT_UNKNOWN" | "EVENT_TAG_OPTIONAL", file: string, line: number): Diagnostic => ({
    rule,
    severity: "warning",
    file,
    line,
    column: 1,
    message: "M.",
    hint: "H.",
  });
  const many = (count: number, file = "a.json"): Diagnostic[] =>
    Array.from({ length: count }, (_, index) => warning("EVENT_TAG_OPTIONAL", file, index + 1));
  const lines = (given: readonly Diagnostic[]): string[] => formats.text(given).trimEnd().split("\n");

  test("prints ten warnings of one rule", () => {
    expect(lines(many(10)).at(-1)).toBe("a.json:10:1 warning EVENT_TAG_OPTIONAL: M. H.");
  });

  test("prints nine of eleven warnings of one rule, then the number of the others", () => {
    const printed = lines([...many(11), warning("FORMAT_UNKNOWN", "b.json", 1)]);
    expect(printed).toHaveLength(11);
    expect(printed.slice(8)).toEqual([
      "a.json:9:1 warning EVENT_TAG_OPTIONAL: M. H.",
      "warning EVENT_TAG_OPTIONAL: 2 more warnings of this kind are in a.json. To see each of them, use --format json.",
      "b.json:1:1 warning FORMAT_UNKNOWN: M. H.",
    ]);
  });

  test("counts the warnings of several files together", () => {
    expect(lines([...many(9), ...many(3, "b.json"), ...many(3, "c.json")]).at(-1)).toContain("6 more warnings of this kind are in 2 files");
  });

  test("prints every error", () => {
    expect(lines(many(30).map((one) => ({ ...one, severity: "error" as const })))).toHaveLength(30);
  });
});

describe("--format github", () => {
  test("escapes characters that would end a message or a property", () => {
    expect(formats.github(diagnostics).split("\n")).toEqual([
      '::error file=a%2Cb/c%3Ad %25.json,line=3,col=7,title=UNKNOWN_KEYWORD::"x<y>" & 50%25%0Ais "no"\u0001. Did you mean?',
      "::warning file=b.json,line=1,col=1,title=FORMAT_UNKNOWN::M. H.",
      "::error file=out/types.ts,title=STALE::does not match. Run it.",
      "",
    ]);
  });
});

describe("--format sarif", () => {
  const log = JSON.parse(formats.sarif(diagnostics)) as Sarif;
  const [{ tool, results }] = log.runs;

  // sarif-schema-2.1.0.json requires these properties: log version and runs; run tool; tool driver; driver name; result message.
  test("has the properties that SARIF 2.1.0 requires", () => {
    expect(log.version).toBe("2.1.0");
    expect(tool.driver.name).toBe("dagwire");
    expect(results.map(({ level }) => level)).toEqual(["error", "warning", "error"]);
    expect(results.every(({ message }) => message.text !== "")).toBe(true);
  });

  test("every result names its rule by id and index", () => {
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test("places are URI references with lines from 1, or files without a region", () => {
    const places = results.flatMap(({ locations }) => locations.map(({ physicalLocation }) => physicalLocation));
    expect(places.map(({ artifactLocation }) => artifactLocation.uri)).toEqual(["a%2Cb/c%3Ad%20%25.json", "b.json", "out/types.ts"]);
    expect(places.map(({ region }) => region)).toEqual([{ startLine: 3, startColumn: 7 }, { startLine: 1, startColumn: 1 }, undefined]);
  });
});

describe("--format junit", () => {
  test("each file is a suite, errors fail, warnings pass, and text is escaped", () => {
    const xml = formats.junit(diagnostics);
    expect(xml).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="dagwire" tests="3" failures="2">\n/);
    expect(xml).toContain('<failure type="UNKNOWN_KEYWORD" message="&quot;x&lt;y&gt;&quot; &amp; 50%&#10;is &quot;no&quot;\uFFFD.">');
    expect(xml).toContain("<system-out>b.json:1:1 warning FORMAT_UNKNOWN: M. H.</system-out>");
    expect(xml.match(/<testsuite /g)).toHaveLength(3);
  });

  test("a run without findings is a test that passes", () => {
    expect(formats.junit([])).toContain('<testcase name="no findings" classname="dagwire"/>');
  });
});
