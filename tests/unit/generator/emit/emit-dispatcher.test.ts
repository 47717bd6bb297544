import { describe, expect, it } from "vitest";
import { defaultRuntime } from "../../../../generator/config/load-config.js";
import { emitProtocolFiles } from "../../../../generator/emit/emit-protocol-files.js";
import { manifest } from "../../../helpers/protocol-folder.js";
import { strictErrors } from "../../../helpers/strict-tsc.js";
import { modelOf } from "../../../helpers/model-of.js";

function action(value: string): object {
  return { type: "object", required: ["action"], properties: { action: { const: value } } };
}

const definitions = {
  issues$opened: action("opened"),
  issues$closed: action("closed"),
  push$event: { type: "object", properties: { commit: { $ref: "#/definitions/Größe" } } },
  flag: { type: ["null", "boolean"] },
  none: {
    allOf: [action("none"), { properties: { size: { type: "string" } }, required: ["size"] }, { properties: { size: { type: "null" } } }],
  },
  Größe: { type: "object", properties: { size: { type: "integer" } } },
};

function filesOf(server: readonly object[], discriminator: readonly string[]): ReadonlyMap<string, string> {
  const { model, text } = modelOf({ "protocol.json": manifest({ discriminator, server }), "all.json": { definitions } });
  if (model === undefined) throw new Error(text);
  return new Map(emitProtocolFiles(model, defaultRuntime).map((file) => [file.path, file.text]));
}

function webhooks(): ReadonlyMap<string, string> {
  const server = [
    { ref: "all.json#/definitions/issues$opened", tag: { "@name": "issues", "/action": "opened" } },
    { ref: "all.json#/definitions/issues$closed", tag: { "@name": "issues", "/action": "closed" } },
    { ref: "all.json#/definitions/push$event", tag: { "@name": "push" } },
  ];
  return filesOf(server, ["@name", "/action"]);
}

describe("the dispatcher", () => {
  it("widens the type to read a tag that not every event has", () => {
    const text = webhooks().get("server-event.ts");
    expect(text).toContain('switch (tags["name"]) {\n    case "issues":\n      switch ((event as { readonly action?: unknown }).action) {');
  });

  it("reads a tag that all events have without a cast", () => {
    const server = ["opened", "closed"].map((name) => ({
      ref: `all.json#/definitions/issues$${name}`,
      tag: { "@name": "issues", "/action": name },
    }));
    expect(filesOf(server, ["@name", "/action"]).get("server-event.ts")).toContain("switch (event.action) {");
  });

  it("reads a tag by a double cast if the values of all events are constants, booleans or null", () => {
    const server = [
      { ref: "all.json#/definitions/flag", name: "flag", tag: { "@name": "flag" } },
      { ref: "all.json#/definitions/none", name: "none", tag: { "@name": "other", "/action": "none" } },
    ];
    const texts = filesOf(server, ["@name", "/action"]);
    expect(texts.get("server-event.ts")).toContain("switch ((event as unknown as { readonly action?: unknown }).action) {");
    expect(strictErrors(Object.fromEntries(texts))).toBe("");
  });

  it("casts each event if a type has no value, because TypeScript leaves that type out of the union", () => {
    const contents = {
      "protocol.json": manifest({ discriminator: "/action", server: ["a.json", "b.json"] }),
      "a.json": action("opened"),
      "b.json": {
        allOf: [
          action("renamed"),
          { properties: { size: { type: "string" } }, required: ["size"] },
          { properties: { size: { type: "null" } } },
        ],
      },
    };
    const { model, text } = modelOf(contents);
    if (model === undefined) throw new Error(text);
    const file = emitProtocolFiles(model, defaultRuntime).find(({ path }) => path === "server-event.ts")?.text;
    expect(file).toContain("export type BEvent = never;");
    expect(file).toContain("switch ((event as { readonly action?: unknown }).action) {");
    expect(file).toContain("(event as BEvent, context)");
    expect(file).toContain("return unexpected(event);");
  });

  it("reads a nested tag only if its parents exist", () => {
    const context = (type: string): object => ({
      tag: { "@name": "cd", "/context/type": type },
      ref: "all.json#/definitions/push$event",
      name: type,
    });
    const server = [context("a"), context("b"), { ref: "all.json#/definitions/issues$opened", tag: { "@name": "issues" } }];
    expect(filesOf(server, ["@name", "/context/type"]).get("server-event.ts")).toContain(
      "switch ((event as { readonly context?: { readonly type?: unknown } }).context?.type) {",
    );
  });
});

describe("names that are not plain ASCII words", () => {
  it("are complete in the index", () => {
    const index = webhooks().get("index.ts") ?? "";
    expect(index).toMatch(/export type \{[^}]*\bIssues\$opened\b[^}]*\} from ".\/server-event.js"/);
    expect(index).toContain("isPush$event");
    expect(index).toContain('export type { Größe } from "./types.js"');
  });

  it("are imported by the files that use them", () => {
    expect(webhooks().get("server-event.ts")).toContain('import type { Größe } from "./types.js"');
  });
});
