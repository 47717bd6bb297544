import { expect, test } from "vitest";
import { relaxPattern } from "../../../../generator/lint/bounded-patterns.js";
import { isSuspect } from "../../../../generator/lint/patterns.js";

test.each([
  "^(a+)+$",
  "^(a|aa)+$",
  "(x?){1,50}",
  "a*b*",
  "^(?:\\w+\\s?)+$",
  "😀(a|b)*",
  "\\s*,\\s*",
  "^(([a-z])|b){2,}$",
  "^(a{0,9}){9}$",
  "a+$",
  "\\s+$",
  "x[a-z]*y",
])("%s is suspect", (pattern) => {
  expect(isSuspect(pattern)).toBe(true);
});

test.each([
  "^[a-z]+$",
  "^\\d{4}-\\d{2}$",
  "^(a|b)$",
  "^\\(\\*\\+\\)$",
  "^[*+(|]+$",
  "^(?:a|b)?c$".replace("?c", "c"),
  "\\p{L}+",
  "[a-z]+",
  "^a+$",
  "a+b?",
  "-id$",
])("%s is not suspect", (pattern) => {
  expect(isSuspect(pattern)).toBe(false);
});

test.each([
  ["^(a{0,9}){9}$", "^(a*)+$", 10 ** 9],
  ["^(a?){30}$", "^(a*)+$", 2 ** 30],
  ["^(a{1,3}){5}$", "^(a+)+$", 3 ** 5],
  ["^[0-9a-f]{8}(-[0-9a-f]{4}){3}$", "^[0-9a-f]{8}(-[0-9a-f]{4}){3}$", 1],
  ["(?:a|\\p{L}{1,2}?|[\\]{2}])b", "(?:a|\\p{L}+|[\\]{2}])b", 4],
])("%s without its upper bounds is %s and matches in %d ways", (pattern, relaxed, ways) => {
  expect(relaxPattern(pattern)).toEqual({ relaxed, ways });
});
