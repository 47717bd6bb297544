import { describe, expect, test } from "vitest";
import { differenceOf, judgeProtocol } from "../../../../../runtime/core/base/compatibility.js";
import type { Compatibility } from "../../../../../runtime/core/base/compatibility.js";

const build = (digest: string, version = "1.2.0") => ({ name: "toy", version, digest });
const own = build("sha256:a.1");

const opposite = (verdict: Compatibility): Compatibility => (verdict === "refuse" ? "accept" : "refuse");

describe("compatibility with another version", () => {
  test.each<[string, string, string, Readonly<Record<string, Compatibility>>, string]>([
    ["the same digest", "sha256:a.1", "9.0.0", {}, "accept"],
    ["another state, same major", "sha256:a.2", "1.0.0", {}, "warn"],
    ["another state, another major", "sha256:a.2", "2.0.0", {}, "refuse"],
    ["another state that the matrix accepts", "sha256:a.2", "2.0.0", { "sha256:a.2": "accept" }, "accept"],
    ["another state that the matrix refuses", "sha256:a.2", "1.2.0", { "sha256:a.2": "refuse" }, "refuse"],
    ["other events, same state", "sha256:b.1", "1.0.0", {}, "warn"],
    ["the same events, and nothing about the state", "sha256:a", "1.2.0", {}, "warn"],
    ["the same, of another major", "sha256:a", "2.0.0", {}, "warn"],
    ["the same, of a build whose state the matrix refuses", "sha256:a", "1.2.0", { "sha256:a.2": "refuse" }, "refuse"],
    ["other events that the matrix knows with a state", "sha256:b", "2.0.0", { "sha256:b.1": "accept" }, "warn"],
    ["the same, one of which it refuses", "sha256:b", "1.0.0", { "sha256:b.1": "accept", "sha256:b.2": "refuse" }, "refuse"],
    ["other events that nothing is known of", "sha256:c", "2.0.0", { "sha256:b.1": "accept" }, "refuse"],
  ])("%s", (_, digest, version, matrix, verdict) => {
    const listed = Object.entries(matrix);
    const asServers = Object.fromEntries(listed.map(([key, value]) => [key, { asServer: value, asClient: opposite(value) }]));
    expect(judgeProtocol(own, build(digest, version), "asServer", asServers)).toBe(verdict);
    const asClients = Object.fromEntries(listed.map(([key, value]) => [key, { asServer: opposite(value), asClient: value }]));
    expect(judgeProtocol(own, build(digest, version), "asClient", asClients)).toBe(verdict);
  });

  test("a version without a state warns of one with the same events and a state", () => {
    expect(judgeProtocol(build("sha256:a"), build("sha256:a.1", "2.0.0"), "asServer")).toBe("warn");
  });
});

test.each([
  ["sha256:a.1", "sha256:a.2", "toy 1.0.0 with another state"],
  ["sha256:a.1", "sha256:b.1", "toy 1.0.0 with other events"],
  ["sha256:a.1", "sha256:b.2", "toy 1.0.0 with other events and another state"],
  ["sha256:a.1", "sha256:a", "toy 1.0.0 with the same events and perhaps another state"],
  ["sha256:a", "sha256:a.1", "toy 1.0.0 with the same events and perhaps another state"],
  ["sha256:a.1", "sha256:b", "toy 1.0.0 with other events"],
  ["sha256:a", "sha256:b", "toy 1.0.0 with other events"],
])("%s says of %s: %s", (digest, other, want) => {
  expect(differenceOf(build(digest), build(other, "1.0.0"))).toBe(want);
});
