import { expect, test } from "vitest";
import { isSuspect } from "../../../../generator/lint/patterns.js";

test.each(["^(a+)+$", "^(a|aa)+$", "(x?){1,50}", "a*b*", "^(?:\\w+\\s?)+$", "😀(a|b)*", "\\s*,\\s*", "^(([a-z])|b){2,}$"])(
  "%s is suspect",
  (pattern) => {
    expect(isSuspect(pattern)).toBe(true);
  },
);

test.each(["^[a-z]+$", "^\\d{4}-\\d{2}$", "^(a|b)$", "^\\(\\*\\+\\)$", "^[*+(|]+$", "^(?:a|b)?c$".replace("?c", "c"), "\\p{L}+"])(
  "%s is not suspect",
  (pattern) => {
    expect(isSuspect(pattern)).toBe(false);
  },
);
