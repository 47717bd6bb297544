import { expect, test } from "vitest";
import { isDateTime, isEmail, isUri, isUriReference } from "../../../../../../runtime/core/contract/v1/index.js";

// Each format has a fast path for the usual form. Some of these texts take it and some do not.
const cases: readonly [check: (text: string) => boolean, accepted: readonly string[], refused: readonly string[]][] = [
  [
    isDateTime,
    [
      "2026-02-28T23:59:59Z",
      "2026-01-31T00:00:00.123456789+23:59",
      "2024-02-29T00:00:00Z",
      "2026-12-10t10:10:10z",
      "2026-12-20 10:10:10-00:00",
      "1998-12-31T23:59:60Z",
    ],
    [
      "2026-02-29T00:00:00Z",
      "2026-00-10T00:00:00Z",
      "2026-13-10T00:00:00Z",
      "2026-01-00T00:00:00Z",
      "2026-04-31T00:00:00Z",
      "2026-01-01T24:00:00Z",
      "2026-01-01T00:00:00.Z",
      "2026-01-01T00:00:00",
      "2026-01-01T00:00:00+24:00",
      "2026-01-01T00:00:00Z\n",
      "٢٠٢٦-01-01T00:00:00Z",
    ],
  ],
  [
    isUri,
    ["https://example.com", "a+b.c-1://h~_:80/p/(x);y=1?q=/?#f/?", "https://user@example.com/", "https://[::1]/", "x://h/%41", "urn:a"],
    ["a_b://h", "https://h:8x/", "https://h/ ", "https://h/#a#b", "https://h/é", "https://h/%4", "//h/p", "https://h\n", "https://h/<"],
  ],
  [isUriReference, ["//h/p", "https://example.com/?q", "#f", ""], ["https://h/ ", "\\", "https://h/#a#b"]],
  [
    isEmail,
    ["a.b+c_d-e@example.com", "a@x-y.com", `a@${"x".repeat(63)}.com`, "!#$@example.com", '"a b"@example.com'],
    ["a@example", ".a@example.com", "a.@example.com", "a..b@example.com", `a@${"x".repeat(64)}.com`, "a@-x.com", "a@x_y.com", "a@x.com\n"],
  ],
];

test.each(cases)("%o on the fast path and beside it", (check, accepted, refused) => {
  expect(accepted.filter((text) => !check(text))).toEqual([]);
  expect(refused.filter(check)).toEqual([]);
});
