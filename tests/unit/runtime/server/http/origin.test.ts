import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { originProblem } from "../../../../../runtime/server/http/origin.js";
import type { OriginPolicy } from "../../../../../runtime/server/http/origin.js";

function allowed(origin: string | undefined, host: string | undefined, policy?: OriginPolicy): boolean {
  // The functions read only the headers.
  return originProblem({ headers: { origin, host } } as IncomingMessage, { allowedOrigins: policy }) === undefined;
}

test.each([
  [undefined, "dash.example:80", true],
  ["http://dash.example:8080", "dash.example:8080", true],
  ["https://dash.example", "DASH.example", true],
  ["http://dash.example:8081", "dash.example:8080", false],
  ["https://evil.example", "dash.example", false],
  ["https://dash.example.evil.example", "dash.example", false],
  ["null", "dash.example", false],
  ["", "dash.example", false],
  ["https://dash.example", undefined, false],
])("origin %s at host %s: %s", (origin, host, want) => {
  expect(allowed(origin, host)).toBe(want);
});

test("a list of origins is allowed in addition to the server's own host, and a function decides alone", () => {
  expect(allowed("https://a.example", "b.example", ["https://a.example"])).toBe(true);
  expect(allowed("https://b.example", "b.example", ["https://a.example"])).toBe(true);
  expect(allowed("https://c.example", "b.example", ["https://a.example"])).toBe(false);
  expect(allowed("https://b.example", "b.example", () => false)).toBe(false);
});
