import { describe, expect, test } from "vitest";
import { describeProtocol } from "../../../../../generator/emit/docs/describe-protocol.js";
import { emitHtml } from "../../../../../generator/emit/docs/emit-html.js";
import { emitMarkdown } from "../../../../../generator/emit/docs/emit-markdown.js";
import { modelOf } from "../../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../../helpers/protocol-folder.js";

const contents: FolderContents = {
  "protocol.json": manifest({
    name: "<test> & co",
    server: ["moved.json", { ref: "call.json", tag: { "/method": "a|b" }, at: "/params" }],
    client: [],
  }),
  "moved.json": {
    ...eventSchema(
      "moved",
      {
        place: { $ref: "#/$defs/place" },
        why: { type: "string", minLength: 1, description: "Why, as `a|b` or <b>bold</b>." },
        steps: { type: "array", items: { type: "object", properties: { by: { enum: ["x", "y"] } }, required: ["by"] } },
      },
      ["why"],
    ),
    description: "Something moved. It may <script>alert(1)</script> again.",
    examples: [{ type: "moved", why: "</pre><script>" }],
    $defs: {
      place: {
        description: "Where. And more.",
        anyOf: [
          { type: "object", properties: { kind: { const: "room" } }, required: ["kind"] },
          { type: "object", properties: { kind: { const: "hall" }, wing: { type: "integer" } }, required: ["kind"] },
        ],
      },
    },
  },
  "call.json": { type: "object", properties: { n: { type: "integer", default: 3 } }, examples: [{ n: 1 }] },
};

function page(): ReturnType<typeof describeProtocol> {
  const { model, text } = modelOf(contents);
  if (model === undefined) throw new Error(text);
  return describeProtocol(model);
}

describe("a protocol's documents", () => {
  test("fields of inline objects follow the field that holds them", () => {
    const rows = page().chapters[0]?.entries[0]?.rows ?? [];
    expect(
      rows.map((row) =>
        row.kind === "field" ? `${row.path}${row.required ? "!" : ""} ${row.type.map(({ text }) => text).join("")}` : row.label,
      ),
    ).toEqual(['type! "moved"', "place Place", "why! string", "steps object[]", 'steps[].by! "x" | "y"']);
    expect(rows[1]).toMatchObject({ description: "Where.", type: [{ text: "Place", anchor: "type-Place" }] });
  });

  test("an event whose schema describes a part of the message is described and shown as the whole message", () => {
    const call = page().chapters[0]?.entries[1];
    expect(call?.rows.map((row) => (row.kind === "field" ? row.path : row.label))).toEqual(
      expect.arrayContaining(["method", "params", "params.n"]),
    );
    expect(call?.examples.map((example) => JSON.parse(example) as unknown)).toEqual([{ method: "a|b", params: { n: 1 } }]);
  });

  test("variants are identified by their constants", () => {
    const place = page().chapters.at(-1)?.entries[0];
    expect(place?.rows.flatMap((row) => (row.kind === "variant" ? [row.label] : []))).toEqual([
      'variant 1 of 2, where kind is "room"',
      'variant 2 of 2, where kind is "hall"',
    ]);
  });

  test("no text of the schema becomes markup in the HTML, and the page loads no other file", () => {
    const html = emitHtml(page());
    expect(html).not.toMatch(/<script|<b>|<\/pre><script|src=|<link|@import|url\(/);
    expect(html).toContain("It may &lt;script&gt;alert(1)&lt;/script&gt; again.");
    expect(html).toContain("prefers-color-scheme: dark");
  });

  test("every link leads to one anchor of the page, and every anchor is unique", () => {
    const html = emitHtml(page());
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  test("tags are balanced", () => {
    const open: string[] = [];
    for (const [, slash, name = ""] of emitHtml(page()).matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
      if (["meta", "wbr", "br"].includes(name)) continue;
      if (slash === "/") expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  test("Markdown escapes pipes and markup of the schema, so tables stay whole", () => {
    const markdown = emitMarkdown(page());
    expect(markdown).toContain("| `why` | `string` | yes | At least 1 character. | Why, as `a\\|b` or &lt;b>bold&lt;/b>. |");
    for (const line of markdown.split("\n").filter((text) => text.startsWith("| `"))) expect(line.match(/(?<!\\)\|/g)).toHaveLength(6);
    expect(markdown).not.toContain("<script>a");
  });

  test("a table shows the effect of each event on the state", () => {
    const { model, text } = modelOf({
      "protocol.json": manifest({ server: ["moved.json"], state: "house.json" }),
      "moved.json": {
        ...eventSchema("moved", { what: { type: "object", properties: { id: { type: "string" } }, required: ["id"] } }, ["what"]),
        if: { required: ["why"] },
        then: { "x-state": { op: "append", at: "/log", value: "a|b", limit: 3 } },
        "x-state": { op: "remove", at: "/rooms/{what.id}" },
      },
      "house.json": {
        type: "object",
        properties: { rooms: { type: "object", additionalProperties: true }, log: { type: "array", items: { type: "string" } } },
        required: ["log"],
      },
    });
    if (model === undefined) throw new Error(text);
    const described = describeProtocol(model);
    const markdown = emitMarkdown(described);
    expect(markdown).toContain("compute one state from the server's events: [House](#type-House). The steps");
    expect(markdown).toContain("| [moved](#server-moved) |  | remove | `/rooms/{what.id}` |  |");
    expect(markdown).toContain('| [moved](#server-moved) | `why is present` | append, at most 3 | `/log` | `"a\\|b"` |');
    expect(emitHtml(described)).toContain('<h2 id="state">State</h2>');
    expect(described.state?.initial).toBe('{\n  "log": []\n}');
    expect(page().state).toBeUndefined();
  });

  test("equal input gives equal bytes", () => {
    expect(emitHtml(page())).toBe(emitHtml(page()));
    expect(emitMarkdown(page())).toBe(emitMarkdown(page()));
  });
});
