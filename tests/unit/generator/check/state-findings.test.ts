import { describe, expect, test } from "vitest";
import { checkProtocol } from "../../../../generator/check/check-protocol.js";
import type { ProtocolCheck } from "../../../../generator/check/check-protocol.js";
import type { BaselineRole } from "../../../../generator/check/gate.js";
import { supportMatrix } from "../../../../generator/check/support-matrix.js";
import { subsetQuestions } from "../../../../generator/check/provers.js";
import type { ProtocolModel } from "../../../../generator/model/protocol.js";
import { modelOf } from "../../../helpers/model-of.js";
import { eventSchema } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { stateFiles, stateProtocol } from "../../../helpers/state-protocol.js";
import type { StateProtocol } from "../../../helpers/state-protocol.js";

function modelled(parts: Partial<StateProtocol> = {}, more: FolderContents = {}): ProtocolModel {
  const { model, text } = modelOf({ ...stateFiles(parts), ...more });
  if (model === undefined) throw new Error(text);
  return model;
}

function checked(before: ProtocolModel, today: ProtocolModel, roles: readonly BaselineRole[] = ["deployed"]): ProtocolCheck {
  return checkProtocol({ today, baselines: [{ label: "git:v1", roles, model: before }], deploy: "server-first" });
}

function placesOf({ findings }: ProtocolCheck): string[] {
  return findings
    .map(({ rule, severity, place }) => `${severity} ${rule} ${place.file}#${"pointer" in place ? place.pointer : ""}`)
    .toSorted();
}

const found = (...places: readonly string[]): string[] => places.map((place) => `unknown STATE_CHANGED ${place}`).toSorted();

const onlyStatus = { ...stateProtocol.job, "x-state": { op: "merge", at: "/jobs/{job_id}", pick: ["status"] } };
const { properties, ...board } = stateProtocol.state as { readonly properties: { readonly [name: string]: object } };
const withProperties = (more: object): object => ({ ...board, properties: { ...properties, ...more } });
const { state: _state, terminal: _terminal, ...stateless } = stateProtocol.manifest;
const set = (at: string, value: unknown): object => ({ op: "set", at, value });

describe("a changed state is undecided, at every place that differs", () => {
  test.each<[string, Partial<StateProtocol>, readonly string[]]>([
    ["another step", { job: onlyStatus }, ["server/job.json#/x-state"]],
    [
      "an added step",
      { over: { ...stateProtocol.over, "x-state": [set("/over", true), set("/count", 9)] } },
      ["server/over.json#/x-state/1"],
    ],
    ["a removed step", { job: { ...stateProtocol.job, "x-state": undefined } }, ["server/job.json#"]],
    ["an added property", { state: withProperties({ extra: { type: "string" } }) }, ["common/board.json#/properties/extra"]],
    [
      "a removed property",
      {
        state: { ...board, properties: { jobs: properties["jobs"], count: properties["count"] } },
        over: eventSchema("over"),
        manifest: { ...stateProtocol.manifest, terminal: [] },
      },
      ["common/board.json#", "protocol.json#/terminal", "server/over.json#"],
    ],
    [
      "another keyword in a definition",
      {
        state: {
          ...stateProtocol.state,
          $defs: { job: { type: "object", properties: { status: { enum: ["on", "off", "idle"] }, note: { type: "string" } } } },
        },
      },
      ["common/board.json#/$defs/job/properties/status"],
    ],
    [
      "another initial value",
      { state: withProperties({ count: { type: "integer", default: 2 } }) },
      ["common/board.json#/properties/count"],
    ],
    ["another reader", { manifest: { ...stateProtocol.manifest, readers: { server: "strict" } } }, ["protocol.json#/readers/server"]],
    ["a removed end", { manifest: { ...stateProtocol.manifest, terminal: [] } }, ["protocol.json#/terminal"]],
    ["a removed state", { manifest: stateless }, ["protocol.json#/state"]],
  ])("%s", (_, parts, want) => {
    expect(placesOf(checked(modelled(), modelled(parts)))).toEqual(found(...want));
  });

  test("a new state, and an event that is added to it or removed", () => {
    expect(placesOf(checked(modelled({ manifest: stateless }), modelled()))).toEqual(found("protocol.json#/state"));
    const more = { "server/more.json": { ...eventSchema("more"), "x-state": set("/count", 5) } };
    expect(placesOf(checked(modelled(), modelled({}, more)))).toEqual(found("server/more.json#/x-state"));
    expect(placesOf(checked(modelled({}, more), modelled())).filter((place) => place.includes("STATE"))).toEqual(
      found("protocol.json#/server"),
    );
  });

  test("the finding of an event names its further places", () => {
    const steps = [{ op: "merge", at: "/jobs/{job_id}", pick: ["status"] }, set("/count", 9)];
    const [finding] = checked(modelled(), modelled({ job: { ...stateProtocol.job, "x-state": steps } })).findings;
    expect(finding).toMatchObject({
      event: "job",
      place: { file: "server/job.json", pointer: "/x-state/0" },
      related: [{ message: "server/job.json#/x-state/1" }],
      message: 'the state changed, and no proof exists that peers keep equal states: server event "job" changes the state in another way.',
    });
  });

  test.each<[readonly BaselineRole[], string]>([
    [["deployed"], "new-to-old"],
    [["retained"], "old-to-new"],
  ])("for a baseline that is %j, and the next version is a major step", (roles, flow) => {
    const check = checked(modelled(), modelled({ job: onlyStatus }), roles);
    expect(check.findings).toMatchObject([{ flow, severity: "unknown" }]);
    expect(checked(modelled(), modelled({ job: onlyStatus })).version).toMatchObject({ protocol: "major", suggested: "2.0.0" });
  });
});

test("descriptions, annotations, the order of keys and the place of a definition are no change", () => {
  const state = {
    $defs: {
      one: { properties: { note: { type: "string", examples: ["x"] }, status: { enum: ["off", "on"] } }, type: "object", title: "A job" },
    },
    description: "The jobs on the board.",
    required: ["count", "jobs"],
    properties: {
      over: { type: "boolean", description: "True in the end." },
      count: properties["count"],
      jobs: { additionalProperties: { $ref: "#/$defs/one" }, type: "object" },
    },
    type: "object",
  };
  const job = { "x-state": { pick: ["note", "status"], op: "merge", at: "/jobs/{job_id}" }, ...stateProtocol.job, description: "A job." };
  expect(checked(modelled(), modelled({ state, job }))).toMatchObject({ findings: [], asked: 0 });
});

test("a definition that is moved into the place of its reference is no change, although the digest differs", () => {
  const inner = { type: "object", properties: { status: { enum: ["on", "off"] }, note: { type: "string" } } };
  const both = (schema: object): object => ({ ...board, $defs: { job: inner }, properties: { ...properties, last: schema } });
  const [before, today] = [modelled({ state: both({ $ref: "#/$defs/job" }) }), modelled({ state: both(inner) })];
  expect(today.digest).not.toBe(before.digest);
  expect(checked(before, today).findings).toEqual([]);
});

test("a fingerprint belongs to one difference: it stays when lines and files move, and a later difference at its place has another", () => {
  const fingerprintOf = (before: ProtocolModel, today: ProtocolModel): string | undefined =>
    checked(before, today).findings[0]?.fingerprint;
  const own = fingerprintOf(modelled(), modelled({ job: onlyStatus }));
  const moved = modelled(
    { manifest: { ...stateProtocol.manifest, server: ["moved.json", "server/over.json"] } },
    { "moved.json": { description: "Moved.", ...onlyStatus } },
  );
  expect(fingerprintOf(modelled(), moved)).toBe(own);
  const noted = { ...stateProtocol.job, "x-state": { op: "merge", at: "/jobs/{job_id}", pick: ["note"] } };
  expect(fingerprintOf(modelled(), modelled({ job: noted }))).not.toBe(own);
});

test("the matrix refuses a change without a waiver, and accepts one with a waiver with a warning", () => {
  const versions = [
    { labels: ["v1"], model: modelled() },
    { labels: ["today"], model: modelled({ job: onlyStatus }) },
  ];
  const verdicts = (isWaived: boolean): string[] =>
    supportMatrix(versions, subsetQuestions(), () => isWaived).map(
      ({ server, client, verdict }) => `${server.labels[0]} ${client.labels[0]} ${verdict}`,
    );
  expect(verdicts(false)).toEqual(["v1 v1 accept", "today v1 refuse", "v1 today refuse", "today today accept"]);
  expect(verdicts(true)).toEqual(["v1 v1 accept", "today v1 warn", "v1 today warn", "today today accept"]);
});
