import { describe, expect, it } from "vitest";
import { parseDirective } from "../../../examples/engine/process/directive.js";
import { RunTexts } from "../../../examples/engine/run/run-texts.js";

describe("RunTexts", () => {
  it("begins a text with its first piece, counts bytes, and ends the text with the attempt", () => {
    const texts = new RunTexts();
    const node = { id: "write", attempt: 2 };
    expect(texts.piece(node, "größe ")).toEqual([
      { type: "text", text_id: "write-2", node_id: "write", attempt: 2, status: "streaming" },
      { type: "text_delta", text_id: "write-2", offset: 0, delta: "größe " },
    ]);
    expect(texts.piece(node, "😀")).toEqual([{ type: "text_delta", text_id: "write-2", offset: 8, delta: "😀" }]);
    expect(texts.ended("write", 2, false)).toEqual([{ type: "text", text_id: "write-2", status: "aborted" }]);
    expect(texts.ended("write", 2, true)).toEqual([]);
    expect(texts.ended("other", 1, true)).toEqual([]);
  });
});

describe("a line of a program", () => {
  it("is a piece of a text, with U+FFFD in place of half a character", () => {
    expect(parseDirective('text "Let me \\n"')).toEqual({ kind: "text", delta: "Let me \n" });
    expect(parseDirective('text "\\ud83d"')).toEqual({ kind: "text", delta: "\ufffd" });
    expect(parseDirective("text Let me")).toBeUndefined();
    expect(parseDirective('text "a" and "b"')).toBeUndefined();
  });
});
