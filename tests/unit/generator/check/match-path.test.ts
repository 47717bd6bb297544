import { expect, test } from "vitest";
import { pathDistance } from "../../../../generator/check/match-path.js";

const message = { a: { b: [{ c: 1 }] }, d: 1 };

test.each([
  ["/a/b", "/a/b", 0],
  ["/a", "/a/b/0", 2],
  ["/a/b/*/c", "/a/b/0/c", 0],
  ["/a/b/*/c", "/a/b", 2.5],
  ["/x", "", 1.5],
  ["/a/b/*/e", "/a/b/0/type", 997],
  ["/d", "/a", undefined],
  ["/a/x/y", "/a/b", undefined],
])("a change at %s, refused at %s: %s", (change, refused, want) => {
  expect(pathDistance(change, refused, message)).toBe(want);
});
