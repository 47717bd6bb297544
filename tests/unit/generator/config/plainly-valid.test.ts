import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { configSchema } from "../../../../generator/config/config-schema.js";
import { manifestSchema } from "../../../../generator/config/manifest-schema.js";
import { isPlainConfig, isPlainManifest } from "../../../../generator/config/plainly-valid.js";
import { Random } from "../../../fuzz/random.js";

const ajv = new Ajv2020({ strict: false });
const isConfig = ajv.compile(configSchema());
const isManifest = ajv.compile(manifestSchema());

const pieces: readonly unknown[] = [
  "",
  "a",
  "/type",
  "@name",
  "1.0.0",
  "1.0",
  "1.2.3-rc.1",
  0,
  true,
  null,
  [],
  ["/a"],
  [""],
  {},
  { ref: "a" },
  { ref: "a", at: "/x" },
  { ref: 1 },
  { ref: "a", at: "x" },
  { ref: "a", extra: 1 },
  ["a", { ref: "b", name: "" }],
  { server: "strict" },
  { server: "lax" },
  "dag",
  ".js",
  "none",
  ".mjs",
];

function variant(base: object, names: readonly string[], random: Random): object {
  const changed = Object.fromEntries(names.filter(() => random.chance(0.25)).map((name) => [name, random.pick(pieces)]));
  return { ...base, ...changed };
}

describe("every document that the quick check accepts is valid", () => {
  test("a manifest", () => {
    const random = new Random(1);
    const names = [
      "$schema",
      "name",
      "version",
      "description",
      "discriminator",
      "server",
      "client",
      "types",
      "readers",
      "retained",
      "retired",
      "names",
      "other",
    ];
    for (let count = 0; count < 4000; count++) {
      const value = variant({ name: "a", version: "1.0.0" }, names, random);
      if (isPlainManifest(value)) expect(isManifest(value), JSON.stringify(value)).toBe(true);
    }
    expect(
      isPlainManifest({ name: "a", version: "1.0.0", server: ["a.json", { ref: "b", name: "c" }], readers: { client: "strict" } }),
    ).toBe(true);
  });

  test("a config", () => {
    const random = new Random(2);
    for (let count = 0; count < 4000; count++) {
      const entry = variant(
        { schema: "a", out: "b" },
        ["schema", "out", "runtime", "typebox", "entry", "react", "importExtension", "other"],
        random,
      );
      const value = variant({ protocols: [entry] }, ["$schema", "protocols", "severity"], random);
      if (isPlainConfig(value)) expect(isConfig(value), JSON.stringify(value)).toBe(true);
    }
    expect(isPlainConfig({ protocols: [{ schema: "a", out: "b", typebox: true, importExtension: "none" }] })).toBe(true);
  });
});
