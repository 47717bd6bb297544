import { expect, test } from "vitest";
import { Route } from "../../../../../runtime/server/http/route.js";

const route = new Route("/api/dags/:stream/stream", 16);

test.each([
  ["/api/dags/run-1/stream", { outcome: "stream", stream: "run-1" }],
  ["/api/dags/run-1/stream?since=3", { outcome: "stream", stream: "run-1" }],
  ["/api/dags/a%2Fb%20c/stream", { outcome: "stream", stream: "a/b c" }],
  ["/api/dags/__proto__/stream", { outcome: "stream", stream: "__proto__" }],
  ["/api/dags//stream", { outcome: "malformed" }],
  ["/api/dags/%ff/stream", { outcome: "malformed" }],
  ["/api/dags/%/stream", { outcome: "malformed" }],
  [`/api/dags/${"x".repeat(17)}/stream`, { outcome: "malformed" }],
  ["/api/dags/run-1/stream/", { outcome: "foreign" }],
  ["/api/dags/run-1", { outcome: "foreign" }],
  ["/other", { outcome: "foreign" }],
  ["", { outcome: "foreign" }],
])("%s", (url, want) => {
  expect(route.match(url)).toEqual(want);
});

test.each(["", "api/:stream", "/api/dags", "/:stream/:stream", "/api/:streams"])("path %j is refused", (path) => {
  expect(() => new Route(path, 16)).toThrow('option "path": expected a path with one segment ":stream"');
});
