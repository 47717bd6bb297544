import * as fc from "fast-check";
import { expect, test } from "vitest";
import { utf8Length } from "../../../../../runtime/core/base/utf8.js";

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
