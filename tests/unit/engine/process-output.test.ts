import { describe, expect, it } from "vitest";
import { parseDirective } from "../../../examples/engine/process/directive.js";
import { LineReader } from "../../../examples/engine/process/line-reader.js";
import { LogChannel } from "../../../examples/engine/process/log-channel.js";

describe("LogChannel", () => {
  it("counts offsets in bytes of UTF-8 and never cuts a character", () => {
    const channel = new LogChannel(1000);
    const euro = Buffer.from("€");
    channel.write(Buffer.from("a"));
    channel.write(euro.subarray(0, 2));
    expect(channel.take()).toEqual([{ offset: 0, chunk: "a" }]);
    channel.write(euro.subarray(2));
    channel.write(Buffer.from("b"));
    expect(channel.take()).toEqual([{ offset: 1, chunk: "€b" }]);
    channel.write(Buffer.from("c"));
    expect(channel.take()).toEqual([{ offset: 5, chunk: "c" }]);
    expect(channel.take()).toEqual([]);
  });

  it("cuts long output into chunks between whole characters", () => {
    const channel = new LogChannel(1_000_000);
    const text = "x" + "😀".repeat(20_000);
    channel.write(Buffer.from(text));
    const chunks = channel.take();
    expect(chunks.map(({ chunk }) => chunk).join("")).toBe(text);
    let offset = 0;
    for (const part of chunks) {
      expect(part.offset).toBe(offset);
      expect(Buffer.from(part.chunk).toString()).toBe(part.chunk);
      offset += Buffer.byteLength(part.chunk);
    }
  });

  it("drops output over the limit and says so", () => {
    const channel = new LogChannel(10);
    channel.write(Buffer.from("123456"));
    expect(channel.isTruncated).toBe(false);
    expect(channel.write(Buffer.from("789012"))).toBe("789012");
    channel.write(Buffer.from("x"));
    expect(channel.isTruncated).toBe(true);
    expect(channel.take()).toEqual([{ offset: 0, chunk: "123456" }]);
  });

  it("replaces half a character at the end", () => {
    const channel = new LogChannel(10);
    channel.write(Buffer.from("€").subarray(0, 1));
    channel.end();
    expect(channel.take()).toEqual([{ offset: 0, chunk: "\ufffd" }]);
  });
});

describe("LineReader", () => {
  it("joins lines that arrive in pieces", () => {
    const reader = new LineReader();
    expect(reader.write("a\nb")).toEqual(["a"]);
    expect(reader.write("c\r")).toEqual([]);
    expect(reader.write("\nd")).toEqual(["bc"]);
    expect(reader.end()).toEqual(["d"]);
    expect(reader.end()).toEqual([]);
  });

  it("does not keep a line that never ends", () => {
    const reader = new LineReader();
    for (let count = 0; count < 100; count += 1) reader.write("x".repeat(10_000));
    expect(reader.end().join("").length).toBeLessThanOrEqual(65_536);
  });
});

describe("parseDirective", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["progress 1/20", { kind: "progress", current: 1, total: 20, unit: undefined }],
    ["progress 1200/20000 messages", { kind: "progress", current: 1200, total: 20000, unit: "messages" }],
    [`output {"files":3}`, { kind: "output", output: { files: 3 } }],
    ["output {broken}", undefined],
    ["progress 1/x", undefined],
    [" progress 1/2", undefined],
    ["output of the compiler", undefined],
  ];

  it.each(cases)("%s", (line, want) => {
    expect(parseDirective(line)).toEqual(want);
  });
});
