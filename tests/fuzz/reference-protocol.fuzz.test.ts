import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv";
import { clientEvents, serverEvents } from "@dagwire/dag";
import { expect, test } from "vitest";
import { Random, mutate } from "../../examples/engine/steps/mutate.js";
import type { Json } from "../../examples/engine/steps/mutate.js";
import { repository } from "../helpers/run-cli.js";
import { seedOf } from "../helpers/seed.js";

const seed = seedOf("FUZZ_SEED");
const messages = Number(process.env["FUZZ_MESSAGES"] ?? 20_000);
const schemaFolder = join(repository, "schema", "dag");

type SchemaFile = { readonly [key: string]: Json };

/** Compiles one direction with ajv: the schemas as written, or opened for a tolerant reader. */
function judges(side: "server" | "client"): Map<string, ValidateFunction> {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const names = readdirSync(schemaFolder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".schema.json"));
  for (const name of names) ajv.addSchema({ $id: `https://test/${name}`, ...readSchema(name, side) });
  const events = names.filter((name) => name.startsWith(`${side}/`));
  return new Map(
    events.map((name) => [name.slice(side.length + 1, -".schema.json".length), ajv.getSchema(`https://test/${name}`) as ValidateFunction]),
  );
}

function readSchema(name: string, side: "server" | "client"): SchemaFile {
  return JSON.parse(readFileSync(join(schemaFolder, name), "utf8"), (key, value: Json) =>
    side === "server" && key === "additionalProperties" && value === false ? undefined : value,
  ) as SchemaFile;
}

function examplesOf(side: "server" | "client"): readonly Json[] {
  const names = readdirSync(join(schemaFolder, side));
  return names.flatMap((name) => (readSchema(join(side, name), side)["examples"] ?? []) as Json[]);
}

function mutated(example: Json, random: Random): Json {
  let message = example;
  for (let left = random.below(4); left > 0; left -= 1) message = mutate(message, random);
  return message;
}

test.each([
  ["server", serverEvents],
  ["client", clientEvents],
] as const)(
  `ajv and the generated validators agree on mutated %s events (FUZZ_SEED=${seed} FUZZ_MESSAGES=${messages})`,
  { timeout: 600_000 },
  (side, events) => {
    const random = new Random(seed);
    const byType = judges(side);
    const [first, ...others] = examplesOf(side);
    if (first === undefined) throw new Error("the schemas have no examples");
    const tally = { accepted: 0, refused: 0 };
    for (let count = 0; count < messages; count += 1) {
      const message = mutated(random.pick([first, ...others]), random);
      const type = typeof message === "object" && message !== null && !Array.isArray(message) ? message["type"] : undefined;
      const want = typeof type === "string" && byType.get(type)?.(message) === true;
      if (events.validate(message) !== want) expect.fail(`want ${want} for ${JSON.stringify(message)}`);
      tally[want ? "accepted" : "refused"] += 1;
    }
    console.log(`fuzz seed ${seed}: ${messages} ${side} messages, ${tally.accepted} accepted, ${tally.refused} refused, 0 differences`);
    expect(Math.min(tally.accepted, tally.refused)).toBeGreaterThan(messages / 20);
  },
);
