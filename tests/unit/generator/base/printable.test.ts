import { expect, test } from "vitest";
import { printable, printableLine } from "../../../../generator/base/printable.js";
import { Terminal } from "../../../../generator/diagnostics/terminal.js";

// The test builds the characters from their codes, because editors and reviewers do not see them.
const controls = [
  ...Array.from({ length: 32 }, (_, code) => code).filter((code) => code !== 9 && code !== 10),
  ...Array.from({ length: 33 }, (_, index) => 0x7f + index),
  0x2028,
  0x2029,
  0x202a,
  0x202b,
  0x202c,
  0x202d,
  0x202e,
  0x2066,
  0x2067,
  0x2068,
  0x2069,
].map((code) => String.fromCharCode(code));

test("every control character becomes an escape, and other characters stay", () => {
  for (const control of controls) expect(printable(`a${control}b`)).toMatch(/^a\\u[0-9a-f]{4}b$/);
  const plain = "a\tb\nc ä 漢 😀 \u200f\u2027\u202f\u2065\u206a ~ \u00a0";
  expect(printable(plain)).toBe(plain);
});

test("a JSON document keeps its value", () => {
  const value = { [controls.join("")]: `${controls.join("\\")}\n\t"` };
  const text = printable(JSON.stringify(value));
  expect(JSON.parse(text)).toEqual(value);
  expect(controls.some((control) => text.includes(control))).toBe(false);
});

test("a line has no line feed", () => {
  expect(printableLine("a\r\n::error::b")).toBe("a\\u000d\\n::error::b");
});

test("a terminal shows the colours of dagwire and no others", () => {
  const terminal = new Terminal(true);
  const evil = "\u001b[31mred\u001b[0m\u009b2J";
  const shown = terminal.shown(`${terminal.paint("bold", `name ${evil}`)} ${evil}\n`);
  // oxlint-disable-next-line no-control-regex
  expect(shown).toMatch(/^\u001b\[1mname \\u001b\[31mred\\u001b\[0m\\u009b2J\u001b\[22m \\u001b\[31mred\\u001b\[0m\\u009b2J\n$/);
  expect(new Terminal(false).paint("bold", "name")).toBe("name");
});
