import { describe, expect, test } from "vitest";
import { eventSchema } from "../../../helpers/protocol-folder.js";
import { brokenProtocols, oneEvent } from "../../../helpers/broken-protocols.js";
import { modelOf } from "../../../helpers/model-of.js";

describe("the finding on a broken protocol has a place, a rule and a hint:", () => {
  test.each(brokenProtocols)("%s", (_name, contents, want) => {
    const { model, text } = modelOf(contents);
    expect(text).toContain(want);
    expect(model).toBeUndefined();
  });
});

describe("a protocol may", () => {
  test.each(["Record", "Issue", "ServerEvent", "ReadonlySet"])("have a definition named %s: qualified, with a warning", (name) => {
    const { model, text } = modelOf(
      oneEvent({ ...eventSchema("a", { x: { $ref: `#/$defs/${name}` } }), $defs: { [name]: { type: "object", properties: { y: {} } } } }),
    );
    expect(text).toContain(
      `event.schema.json:15:${name.length + 9} warning TYPE_NAME_QUALIFIED: A type named "${name}" would shadow a name that generated code needs, so this type is named "Event${name}".`,
    );
    expect(model?.types.map((declaration) => declaration.name)).toEqual([`Event${name}`]);
  });

  test("have titles that are words of JavaScript, because type names begin with a capital", () => {
    const { model, text } = modelOf(
      oneEvent({
        oneOf: [
          { title: "class", ...eventSchema("a") },
          { title: "delete", ...eventSchema("b") },
        ],
      }),
    );
    expect(text).toBe("");
    expect(model?.server.events.map(({ typeName }) => typeName)).toEqual(["Class", "Delete"]);
  });

  test("have two definitions of one name in files of one name: both are qualified, with different names", () => {
    const node = (property: string): object => ({ $defs: { node: { type: "object", properties: { [property]: {} } } } });
    const { model, text } = modelOf({
      ...oneEvent(eventSchema("a", { x: { $ref: "x/n.json#/$defs/node" }, y: { $ref: "y/n.json#/$defs/node" } })),
      "x/n.json": node("p"),
      "y/n.json": node("q"),
    });
    expect(text.match(/TYPE_NAME_QUALIFIED/g)).toHaveLength(2);
    expect(model?.types.map(({ name }) => name).toSorted()).toEqual(["NNode", "YNNode"]);
  });

  test("use its own keywords three times or more, with one warning for each", () => {
    const own = { type: "string", specOpen: true };
    const { model, text } = modelOf(oneEvent(eventSchema("a", { x: own, y: own, z: own })));
    expect(text.match(/warning UNKNOWN_KEYWORD/g)).toHaveLength(1);
    expect(text).toContain('event.schema.json:9:7 warning UNKNOWN_KEYWORD: "specOpen" is not a JSON Schema keyword');
    expect(model).toBeDefined();
  });

  test.each([
    ["x-sate", "x-state"],
    ["x-ts_name", "x-ts-name"],
    ["x-State", "x-state"],
    ["x-opne", "x-open"],
    ["x-must-undrestnad", "x-must-understand"],
  ])("have an x- keyword that is nearly one of dagwire's: %s gets a warning", (misspelt, meant) => {
    const { text, model } = modelOf(oneEvent({ ...eventSchema("a"), [misspelt]: [] }));
    expect(text).toContain(
      `warning UNKNOWN_KEYWORD: "${misspelt}" is not a keyword of dagwire, so it has no effect. Did you mean "${meant}"?`,
    );
    expect(model).toBeDefined();
  });

  test.each([
    ["X-state", "x-state"],
    ["x_open", "x-open"],
    ["xts-name", "x-ts-name"],
  ])("have a keyword that is nearly one of dagwire's and begins with no x-: %s is an error", (misspelt, meant) => {
    const { text, model } = modelOf(oneEvent({ ...eventSchema("a"), [misspelt]: [] }));
    expect(text).toContain(`error UNKNOWN_KEYWORD: "${misspelt}" is not a JSON Schema keyword. Did you mean "${meant}"?`);
    expect(model).toBeUndefined();
  });

  test("use x- and _ keywords without a warning", () => {
    const { text } = modelOf(oneEvent(eventSchema("a", { x: { type: "string", "x-unit": "s", "x-status": "s", _enum: ["a"] } })));
    expect(text).toBe("");
  });

  test("have many findings at once, each reported once, in the order of the text", () => {
    const { diagnostics } = modelOf(oneEvent(eventSchema("a", { x: { minimum: "1" }, y: { maximum: "2" }, z: { $ref: "gone.json" } })));
    expect(diagnostics.map(({ rule, line }) => [rule, line])).toEqual([
      ["KEYWORD_INVALID", 8],
      ["KEYWORD_INVALID", 11],
      ["REF_NOT_FOUND", 14],
    ]);
  });
});
