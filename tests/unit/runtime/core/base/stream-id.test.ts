import { expect, test } from "vitest";
import { streamIdProblem } from "../../../../../runtime/core/base/stream-id.js";

test.each(["run-1", "...", "a/b", "é", "😀", "x".repeat(9)])("%j can be the id of a stream", (id) => {
  expect(streamIdProblem(id, 9)).toBeUndefined();
});

test.each([
  ["", "it is empty"],
  ["x".repeat(10), "it has 10 characters, and the limit is 9"],
  [".", 'URL parsers resolve "." and ".." as relative paths'],
  ["..", 'URL parsers resolve "." and ".." as relative paths'],
  ["a\ud83d", "it is no well-formed Unicode"],
  ["\ude00a", "it is no well-formed Unicode"],
])("%j cannot be the id of a stream", (id, problem) => {
  expect(streamIdProblem(id, 9)).toContain(problem);
});
