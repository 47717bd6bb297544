import { expect, test } from "vitest";
import { defaultRuntime } from "../../../../generator/config/load-config.js";
import { emitProtocolFiles } from "../../../../generator/emit/emit-protocol-files.js";
import { modelOf } from "../../../helpers/model-of.js";
import { manifest } from "../../../helpers/protocol-folder.js";

test("the type of an event that both sides send is the whole message, even if its schema describes only a part", () => {
  const ping = { ref: "all.json#/$defs/Params", name: "ping", tag: { "/method": "ping" }, at: "/params" };
  const { model, text } = modelOf({
    "protocol.json": manifest({ discriminator: "/method", server: [ping], client: [ping] }),
    "all.json": { $defs: { Params: { type: "object", properties: { x: { type: "number" } } } } },
  });
  if (model === undefined) throw new Error(text);
  const types = emitProtocolFiles(model, defaultRuntime).find(({ path }) => path === "types.ts");
  expect(types?.text).toContain('export type Ping = {\n  readonly method: "ping";\n  readonly params: {\n    readonly x?: number;');
});
