import { expect, test } from "vitest";
import { generated } from "../../../helpers/generated.js";
import { manifest } from "../../../helpers/protocol-folder.js";

const params = {
  $defs: {
    P: { type: "object", properties: { x: { type: "number" } }, required: ["x"] },
    L: { type: "array", items: { $ref: "#/$defs/P" } },
  },
};

test("an event around a part that others refer to has a type of its own", () => {
  const call = (method: string, ref: string): object => ({
    ref: `p.json#/$defs/${ref}`,
    name: method,
    tag: { "/method": method },
    at: "/params",
  });
  const { file, text } = generated({ "protocol.json": manifest({ server: [call("one", "P"), call("many", "L")] }), "p.json": params });
  expect(text).toBe("");
  expect(file("server-event.ts")).toContain('export type One = {\n  readonly method: "one";\n  readonly params: P;\n};');
  expect(file("types.ts")).toContain("export type P = {\n  readonly x: number;\n};");
});

test("a schema of two events becomes two types", () => {
  const tagged = (method: string): object => ({ ref: "p.json#/$defs/P", name: method, tag: { "/method": method } });
  const { file, text } = generated({ "protocol.json": manifest({ server: [tagged("ping"), tagged("pong")] }), "p.json": params });
  expect(text).toBe("");
  for (const [name, method] of [
    ["Ping", "ping"],
    ["Pong", "pong"],
  ]) {
    expect(file("server-event.ts")).toContain(`export type ${name} = {\n  readonly method: "${method}";`);
  }
});
