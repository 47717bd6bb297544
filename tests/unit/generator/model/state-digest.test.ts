import { describe, expect, test } from "vitest";
import { modelOf } from "../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { stateFiles, stateProtocol } from "../../../helpers/state-protocol.js";
import type { StateProtocol } from "../../../helpers/state-protocol.js";

const wireOfProtocol = "sha256:5c2091c78bc9f6314b6c7214f2da3beaf6c1abddce3c7b5f930d1c41c0da3a8c";

function digestOf(files: FolderContents): string {
  const { model, text } = modelOf(files);
  if (model === undefined) throw new Error(text);
  return model.digest;
}

const digest = (parts: Partial<StateProtocol> = {}): string => digestOf(stateFiles(parts));
const wire = (text: string): string | undefined => text.split(".")[0];

describe("the digest of a protocol with a state", () => {
  test("is the digest of its events, which does not change, and a part for the state", () => {
    expect(digest()).toMatch(/^sha256:[0-9a-f]{64}\.[0-9a-f]{32}$/);
    expect(wire(digest())).toBe(wireOfProtocol);
    // Peers without this part refuse a digest of more than 128 characters.
    expect(digest().length).toBeLessThanOrEqual(128);
  });

  test("has no such part without a state, and does not change", () => {
    const files = { "protocol.json": manifest({ server: ["a.json"] }), "a.json": eventSchema("a", { x: { type: "string" } }) };
    expect(digestOf(files)).toBe("sha256:d14f0036f282e15ad67de9346860443549069f4629890b615dee3534f8a95909");
  });

  test("does not depend on descriptions, the order of keys, or the place of a definition", () => {
    const state = {
      description: "The jobs on the board.",
      required: ["count", "jobs"],
      properties: {
        over: { type: "boolean" },
        count: { default: 1, description: "How many.", type: "integer" },
        jobs: { additionalProperties: { $ref: "#/$defs/one" }, type: "object" },
      },
      type: "object",
      $defs: {
        one: { title: "A job of the board", properties: { note: { type: "string" }, status: { enum: ["off", "on"] } }, type: "object" },
      },
    };
    const job = {
      "x-state": { pick: ["note", "status"], at: "/jobs/{job_id}", op: "merge" },
      ...eventSchema("job", { note: { type: "string" }, status: { enum: ["on", "off"] }, job_id: { type: "string" } }, [
        "status",
        "job_id",
      ]),
      description: "A job is another now.",
    };
    expect(digest({ state, job })).toBe(digest());
  });

  const step = (part: object): object => ({
    ...stateProtocol.job,
    "x-state": { op: "merge", at: "/jobs/{job_id}", pick: ["status", "note"], ...part },
  });
  const { properties, ...rest } = stateProtocol.state as { readonly properties: object };
  test.each<[string, Partial<StateProtocol>]>([
    ["the schema of the state", { state: { ...rest, properties: { ...properties, extra: { type: "string" } } } }],
    [
      "a schema inside the state's",
      {
        state: {
          ...stateProtocol.state,
          $defs: {
            job: { type: "object", properties: { status: { enum: ["on", "off"] }, note: { type: "string" }, by: { type: "string" } } },
          },
        },
      },
    ],
    ["the initial value", { state: { ...rest, properties: { ...properties, count: { type: "integer", default: 2 } } } }],
    ["the operation of a step", { job: step({ op: "set" }) }],
    ["the place to which a step writes", { job: step({ at: "/jobs/{status}" }) }],
    ["the properties that a step takes", { job: step({ pick: ["status"] }) }],
    [
      "the order of steps",
      {
        over: {
          ...stateProtocol.over,
          "x-state": [
            { op: "set", at: "/over", value: true },
            { op: "set", at: "/count", value: 3 },
          ],
        },
      },
    ],
    ["an event without its step", { job: { ...stateProtocol.job, "x-state": undefined } }],
    ["the events that end a stream", { manifest: { ...stateProtocol.manifest, terminal: [] } }],
  ])("sees %s", (_, parts) => {
    expect(digest(parts)).not.toBe(digest());
    expect(wire(digest(parts))).toBe(wire(digest()));
  });

  test("depends on the reader of the state", () => {
    const strict = digest({ manifest: { ...stateProtocol.manifest, readers: { server: "strict" } } });
    expect(strict.split(".")[1]).not.toBe(digest().split(".")[1]);
  });

  test("depends on the order of two objects of an event if and only if both write to the same place", () => {
    const inner = (at: string): object => ({
      type: "object",
      properties: { id: { type: "string" } },
      required: ["id"],
      "x-state": { op: "set", at, value: { status: "on" } },
    });
    const event = (first: string, second: string, names: readonly [string, string]): object =>
      eventSchema("job", { [names[0]]: inner(first), [names[1]]: inner(second) });
    const same = digest({ job: event("/jobs/{id}", "/jobs/{id}", ["a", "b"]) });
    expect(digest({ job: event("/jobs/{id}", "/jobs/{id}", ["b", "a"]) })).not.toBe(same);
    const apart = digest({ job: event("/jobs/x", "/jobs/y", ["a", "b"]) });
    expect(digest({ job: event("/jobs/y", "/jobs/x", ["b", "a"]) })).toBe(apart);
  });
});
