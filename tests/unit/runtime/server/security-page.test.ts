import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createStreamServer } from "@dagwire/runtime/server";
import { expect, test } from "vitest";
import { Settings } from "../../../../runtime/server/settings.js";
import { repository } from "../../../helpers/run-cli.js";
import { toy } from "../../../helpers/toy-protocol.js";

const page = readFileSync(join(repository, "docs/SECURITY.md"), "utf8");

test("docs/SECURITY.md states the defaults of the limits that it names", () => {
  const { limits } = new Settings(toy, { path: "/:stream" });
  const rows = page.split("\n").filter((line) => line.startsWith("| ") && line.includes("`"));
  const stated = [
    ["highWaterMarkBytes", `${count(limits.highWaterMarkBytes)} + ${count(limits.maxPayloadBytes)}`],
    ["maxPayloadBytes", count(limits.maxPayloadBytes)],
    ["commandRate", `${limits.commandRate.perSecond}/s, ${limits.commandRate.burst} at once`],
    ["readRate", `${limits.readRate.perSecond}/s, ${limits.readRate.burst} at once`],
    ["helloTimeoutMs", `${limits.helloTimeoutMs / 1_000} s`],
    ["progressTimeoutMs", `${limits.progressTimeoutMs / 1_000} s`],
    ["totalWaitingBytes", count(limits.totalWaitingBytes)],
    ["connectRate", `${count(limits.connectRate.perSecond)}/s`],
    ["admissionTimeoutMs", `${limits.admissionTimeoutMs / 1_000} s`],
    ["maxOutcomes", count(limits.maxOutcomes)],
    ["maxDecisions", count(limits.maxDecisions)],
    ["retainedEvents", `${count(limits.retainedEvents)} and ${count(limits.retainedBytes)}`],
  ] as const;
  for (const [limit, value] of stated)
    expect(
      rows.find((row) => row.includes(`\`${limit}\``)),
      limit,
    ).toContain(value);
});

test("docs/SECURITY.md refers to rules that docs/SPEC.md has, and to options that exist", () => {
  const spec = readFileSync(join(repository, "docs/SPEC.md"), "utf8");
  const rules = [...page.matchAll(/\[([A-Z]+\d+)\]/g)].map(([, rule = ""]) => rule);
  expect(rules.length).toBeGreaterThan(15);
  expect(rules.filter((rule) => !spec.includes(`**${rule}**`))).toEqual([]);
  const server = createStreamServer(toy, { path: "/:stream" });
  for (const figure of ["waitingBytes", "waitingStateBytes"]) expect(server.stats()).toHaveProperty(figure);
});

function count(value: number): string {
  return value.toLocaleString("en-US");
}
