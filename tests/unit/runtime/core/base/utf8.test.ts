import * as fc from "fast-check";
import { expect, test } from "vitest";
import { utf8Length } from "../../../../../runtime/core/base/utf8.js";

/** The first and the last unit of each length, and of the two halves of a surrogate pair. */
const limits = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff];

test("counts like Buffer at the limits of each length", () => {
  const texts = limits.flatMap((first) => limits.flatMap((second) => limits.map((third) => String.fromCharCode(first, second, third))));
  expect(texts.filter((text) => utf8Length(text) !== Buffer.byteLength(text))).toEqual([]);
});

test("counts like Buffer, also for lone surrogates", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { maxLength: 8 }), (units) => {
      const text = String.fromCharCode(...units);
      expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      const long = text.repeat(3_000);
      expect(utf8Length(long)).toBe(Buffer.byteLength(long));
    }),
  );
});
