import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EventSet } from "@dagwire/runtime/codegen/v1";
import { createAjvCompiled } from "../contestants/ajv.js";
import type { Contestant } from "../contestants/contestant.js";
import { createSchemasafe } from "../contestants/schemasafe.js";
import { createTypeBox } from "../contestants/typebox.js";
import { createValibot } from "../contestants/valibot.js";
import { createZod } from "../contestants/zod.js";
import { measureHot } from "../harness/hot.js";
import type { HotCase } from "../harness/hot.js";
import { bundleProtocol } from "../protocol/bundle.js";
import type { Messages } from "../protocol/messages.js";

type DagwireModule = { readonly serverEvents: EventSet<Record<string, unknown>> };
type AjvModule = { readonly validate: { (value: unknown): boolean; readonly errors?: readonly unknown[] | null } };
type HandModule = { readonly isServerEvent: (value: unknown) => boolean };

/** Runs as its own process: `node hot-cases.js FOLDER [--hand-written]` prints the samples as JSON. */
const [folder = "", withHandWritten] = process.argv.slice(2);
const { valid, invalid } = JSON.parse(readFileSync(join(folder, "messages.json"), "utf8")) as Messages;
const { serverEvents } = await load<DagwireModule>("dagwire");
const { validate } = await load<AjvModule>("ajv-standalone");
const bundle = bundleProtocol(join(folder, "schema"));

const contestants: Contestant[] = [
  { name: "dagwire", check: (value) => serverEvents.validate(value) },
  { name: "ajv standalone", check: (value) => validate(value) },
  createAjvCompiled(bundle),
  createTypeBox(bundle),
  createZod(bundle),
  createValibot(bundle),
  createSchemasafe(bundle),
];
const handWritten: Contestant[] = [];
if (withHandWritten !== undefined)
  handWritten.push({ name: "hand-written", check: (await load<HandModule>("hand-written")).isServerEvent });
contestants.push(...handWritten);

const validValues = valid.map((text): unknown => JSON.parse(text));
const invalidValues = invalid.map((text): unknown => JSON.parse(text));
for (const { name, check } of contestants) assertVerdicts(name, check);

const cases: HotCase[] = [
  { name: "parse", run: () => sum(valid, (text) => Number(JSON.parse(text) !== null)) },
  { name: "parse invalid", run: () => sum(invalid, (text) => Number(JSON.parse(text) !== null)) },
  { name: "dagwire parse and validate", run: () => sum(valid, (text) => Number(serverEvents.parse(text).outcome === "event")) },
  { name: "ajv standalone parse and validate", run: () => sum(valid, (text) => Number(validate(JSON.parse(text)))) },
  { name: "dagwire invalid", run: () => sum(invalidValues, (value) => Number(serverEvents.validate(value))) },
  { name: "dagwire first error", run: () => sum(invalidValues, firstIssue) },
  {
    name: "ajv standalone first error",
    run: () => sum(invalidValues, (value) => Number(validate(value)) + (validate.errors?.length ?? 0)),
  },
  ...handWritten.flatMap(({ name, check }) => [
    { name: `${name} parse and validate`, run: () => sum(valid, (text) => Number(check(JSON.parse(text)))) },
    { name: `${name} invalid`, run: () => sum(invalidValues, (value) => Number(check(value))) },
  ]),
  ...contestants.map(({ name, check }) => ({ name, run: () => sum(validValues, (value) => Number(check(value))) })),
];
process.stdout.write(JSON.stringify(measureHot(cases)));

async function load<T>(name: string): Promise<T> {
  return (await import(join(folder, `${name}.mjs`))) as T;
}

function firstIssue(value: unknown): number {
  const issues: Parameters<typeof serverEvents.validate>[1] = [];
  serverEvents.validate(value, issues);
  return issues.length;
}

function sum<T>(items: readonly T[], measure: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += measure(item);
  return total;
}

/** Throws if a validator gives another verdict than expected, because its speed could not be compared. */
function assertVerdicts(name: string, check: (value: unknown) => boolean): void {
  validValues.forEach((value, index) => {
    if (!check(value)) throw new Error(`${name} refuses a valid message: ${valid[index]}`);
  });
  invalidValues.forEach((value, index) => {
    if (check(value)) throw new Error(`${name} accepts an invalid message: ${invalid[index]}`);
  });
}
