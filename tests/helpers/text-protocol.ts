import { manifest } from "./protocol-folder.js";
import type { FolderContents } from "./protocol-folder.js";

const text = { type: "string" };

/** Makes a protocol of one event that extends a text. The parts replace parts of a step, an event and a state without faults. */
export function textProtocol(
  parts: { readonly step?: object; readonly event?: object; readonly body?: object; readonly more?: readonly object[] } = {},
): FolderContents {
  const steps = [{ op: "extend", at: "/texts/{id}/body", from: "/delta", offset: "/at", unit: "utf-8", limit: 100, ...parts.step }];
  const body = {
    type: "object",
    properties: { text: { type: "string", maxLength: 100 }, start: { type: "integer", minimum: 0 }, end: { type: "integer", minimum: 0 } },
    required: ["text", "start", "end"],
    additionalProperties: false,
    ...parts.body,
  };
  const entry = { type: "object", properties: { role: text, body }, additionalProperties: false };
  const at = { type: "integer", minimum: 0, maximum: 2 ** 52 };
  const own = { type: { const: "e" }, id: text, delta: text, at, role: text, line: { type: "integer" }, ...parts.event };
  return {
    "protocol.json": manifest({ server: ["e.json"], state: "house.json" }),
    "e.json": {
      "x-state": [...steps, ...(parts.more ?? [])],
      type: "object",
      properties: own,
      required: ["type", "id", "delta", "at", "line"],
      additionalProperties: false,
    },
    "house.json": {
      type: "object",
      properties: { texts: { type: "object", additionalProperties: entry } },
      additionalProperties: false,
    },
  };
}
