import { describe, expect, test } from "vitest";
import { blocks, firstSentence, inlines } from "../../../../../generator/emit/docs/rich-text.js";

describe("the Markdown of descriptions", () => {
  test.each([
    ["plain", [{ kind: "text", text: "plain" }]],
    [
      "a `b|c` d",
      [
        { kind: "text", text: "a " },
        { kind: "code", text: "b|c" },
        { kind: "text", text: " d" },
      ],
    ],
    ["``a`b``", [{ kind: "code", text: "a`b" }]],
    ["**no**", [{ kind: "strong", text: "no" }]],
    ["[x](https://a.example/b)", [{ kind: "link", text: "x", href: "https://a.example/b" }]],
    [
      "[x](javascript:alert(1))",
      [
        { kind: "text", text: "x" },
        { kind: "text", text: ")" },
      ],
    ],
    ["[`_meta`](/basic#meta)", [{ kind: "text", text: "_meta" }]],
    [
      "see https://a.example/b.",
      [
        { kind: "text", text: "see " },
        { kind: "link", text: "https://a.example/b", href: "https://a.example/b" },
        { kind: "text", text: "." },
      ],
    ],
    ["{@link Foo}", [{ kind: "code", text: "Foo" }]],
  ])("%s", (text, want) => {
    expect(inlines(text)).toEqual(want);
  });

  test("paragraphs and lists", () => {
    expect(blocks("One\ntwo.\n- a\n  b\n- c\n\nThree")).toEqual([
      { kind: "paragraph", text: "One two." },
      { kind: "list", items: ["a b", "c"] },
      { kind: "paragraph", text: "Three" },
    ]);
  });

  test("the first sentence, for an overview", () => {
    expect(firstSentence("A node, e.g. the first, changed. More of it.")).toBe("A node, e.g. the first, changed.");
    expect(firstSentence("")).toBe("");
  });
});
