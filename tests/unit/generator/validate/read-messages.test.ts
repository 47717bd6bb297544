import { describe, expect, test } from "vitest";
import type { Message } from "../../../../generator/validate/read-messages.js";
import { readMessages } from "../../../../generator/validate/read-messages.js";

async function* inPieces(text: string, length: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += length) yield await Promise.resolve(text.slice(start, start + length));
}

async function collect(found: AsyncIterable<Message>): Promise<Message[]> {
  const all: Message[] = [];
  for await (const message of found) all.push(message);
  return all;
}

async function messages(text: string, listIsMessage = false): Promise<readonly Message[]> {
  const [whole, pieces] = await Promise.all(
    [1_000_000, 3].map(async (length) => collect(readMessages(inPieces(text, length), { listIsMessage }))),
  );
  expect(pieces).toEqual(whole);
  return whole ?? [];
}

describe("a recording of messages", () => {
  test.each([
    ["nothing", "", []],
    ["blank lines", "\n \r\n\n", []],
    ["one value on one line", '{"a":1}\n', [{ number: 1, line: 1, value: { a: 1 } }]],
    ["one value over several lines, after blank ones", '\n\n{\n  "a": 1\n}\n', [{ number: 1, line: 3, value: { a: 1 } }]],
    ["a byte order mark", "\uFEFF1", [{ number: 1, line: 1, value: 1 }]],
    [
      "a list on one line",
      "[1,2]",
      [
        { number: 1, value: 1 },
        { number: 2, value: 2 },
      ],
    ],
    [
      "a list over several lines",
      "[\n1,\n2\n]",
      [
        { number: 1, value: 1 },
        { number: 2, value: 2 },
      ],
    ],
    [
      "lines, blank ones between",
      "1\r\n\n[2]\n",
      [
        { number: 1, line: 1, value: 1 },
        { number: 2, line: 3, value: [2] },
      ],
    ],
  ])("%s", async (_name, text, want) => {
    expect(await messages(text)).toEqual(want);
  });

  test("a list is one message if the protocol's messages are lists", async () => {
    expect(await messages("[2,\n3]", true)).toEqual([{ number: 1, line: 1, value: [2, 3] }]);
  });

  test("a malformed line is a finding, and the rest is read", async () => {
    const found = await messages('{"a":1}\n{"a":\n{"a":2}\n');
    expect(found).toEqual([
      { number: 1, line: 1, value: { a: 1 } },
      { number: 2, line: 2, fault: "not JSON: value expected at column 6" },
      { number: 3, line: 3, value: { a: 2 } },
    ]);
  });

  test("a malformed first line is a finding too", async () => {
    const found = await messages('{"a"\n{"a":1}\n{"a":2}\n');
    expect(found.map((message) => ("fault" in message ? message.line : message.value))).toEqual([1, { a: 1 }, { a: 2 }]);
  });

  test("a broken value over several lines is one finding, at the line of the fault", async () => {
    expect(await messages('{\n  "a": 1\n  "b": 2\n}\n')).toEqual([{ number: 1, line: 3, fault: "not JSON: comma expected at column 3" }]);
  });

  test("a line that nests too deeply is a finding and no crash", async () => {
    const found = await messages(`1\n${"[".repeat(100_000)}\n2\n`);
    expect(found[1]).toMatchObject({ line: 2, fault: expect.stringContaining("not JSON") });
    expect(found).toHaveLength(3);
  });
});
