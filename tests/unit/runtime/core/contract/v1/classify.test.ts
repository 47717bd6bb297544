import { expect, test } from "vitest";
import { classify } from "../../../../../../runtime/core/contract/v1/classify.js";

const events = [
  { tag: { "/type": ["a"], "/kind": ["x"] } },
  { tag: { "/type": ["a"], "/kind": ["y"] } },
  { tag: { "/type": ["b", "c"] } },
  { tag: { "@name": ["d"] } },
  { tag: undefined },
] as const;
const byName = [{ tag: { "@name": ["d", "e"] } }] as const;
const nested = [{ tag: { "/in/a~1b": ["a"] } }] as const;

test.each([
  ["a message that is no object", events, null, {}, undefined, ["", "object", "null"]],
  ["a newer tag", [events[2]], { type: "z" }, {}, "z", ["/type", '"b" | "c"', '"z"']],
  ["a newer number as a tag", [events[2]], { type: 7 }, {}, "7", ["/type", '"b" | "c"', "7"]],
  ["a tag that is no scalar", [events[2]], { type: {} }, {}, undefined, ["/type", '"b" | "c"', "{}"]],
  ["a missing tag", [events[2]], {}, {}, undefined, ["/type", '"b" | "c"', "nothing"]],
  ["a newer second tag", [events[0], events[1]], { type: "a", kind: "z" }, {}, "a/z", ["/kind", '"x" | "y"', '"z"']],
  ["tags that belong to no event together", events, { type: "a", kind: "z" }, {}, "a/z", ["/kind", '"x" | "y"', '"z"']],
  ["a message whose tags some events do not have", events, { type: "z" }, {}, undefined, ["@name", '"d"', "nothing"]],
  ["a newer tag out of band", byName, {}, { name: "z" }, "z", ["@name", '"d" | "e"', '"z"']],
  ["a tag out of band in the message", byName, { name: "d" }, {}, undefined, ["@name", '"d" | "e"', "nothing"]],
  ["a newer tag inside of an object", nested, { in: { "a/b": "z" } }, {}, "z", ["/in/a~1b", '"a"', '"z"']],
  ["tags of an event", [events[2]], { type: "b" }, {}, undefined, ["", "the tags of an event", '{"type":"b"}']],
] as const)("%s", (_title, given, value, tags, tag, [path, expected, got]) => {
  expect(classify(given, ["/type"], value, tags)).toEqual({ tag, issue: { path, expected, got } });
});
