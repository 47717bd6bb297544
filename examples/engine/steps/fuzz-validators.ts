import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { clientEvents, serverEvents } from "@dagwire/dag";
import type { Issue, ReadResult } from "@dagwire/runtime";
import { type Json, Random, mutate } from "./mutate.js";

/**
 * A step of the self-check: `fuzz-validators.js SCHEMA_FOLDER COUNT [SEED]`. Mutates the examples of the schemas. Checks
 * laws that the generated validators must keep for every message.
 *
 * - A message gets the same verdict with and without a list for reasons, and as a value and as a JSON text.
 * - A refusal has a reason.
 * - The validator of a message's event accepts the message too if the validator of all events does.
 *
 * The step does not check which messages are valid: tests compare the validators with ajv.
 */
function main([folder = "", count = "0", seedText]: readonly string[]): number {
  const total = Number(count);
  const seed = seedText === undefined ? Math.trunc(Math.random() * 2 ** 32) : Number(seedText);
  const random = new Random(seed);
  const sides: readonly [Side, ...Side[]] = [
    { events: serverEvents, examples: readExamples(path.join(folder, "server")) },
    { events: clientEvents, examples: readExamples(path.join(folder, "client")) },
  ];
  const tally = { accepted: 0, refused: 0, unknown: 0 };
  console.log(`seed ${seed}`);
  for (let done = 0; done < total; done += 1) {
    const { events, examples } = random.pick(sides);
    const message = makeMessage(examples, random);
    const failure = check(events, message, tally);
    if (failure !== undefined) {
      console.log(`${failure}: ${JSON.stringify(message)}`);
      console.log(`repeat it with: fuzz-validators.js ${folder} ${total} ${seed}`);
      return 1;
    }
    if ((done + 1) % 2_000 === 0) console.log(`progress ${done + 1}/${total} messages`);
  }
  console.log(`output ${JSON.stringify({ messages: total, seed, ...tally })}`);
  return 0;
}

/** The part of an event set, of either direction, that the laws use. */
type Validators = {
  readonly validate: (value: unknown, issues?: Issue[]) => boolean;
  readonly parse: (text: string) => ReadResult<unknown>;
  readonly events: Readonly<Record<string, { readonly validate: (value: unknown) => boolean }>>;
};

type Side = { readonly events: Validators; readonly examples: readonly [Json, ...Json[]] };

/** Returns the law that the message breaks, if it breaks one. */
function check(events: Validators, message: Json, tally: Record<"accepted" | "refused" | "unknown", number>): string | undefined {
  const issues: Issue[] = [];
  const accepted = events.validate(message);
  const explained = events.validate(message, issues);
  const parsed = events.parse(JSON.stringify(message));
  tally[parsed.outcome === "event" ? "accepted" : parsed.outcome === "unknown" ? "unknown" : "refused"] += 1;
  if (accepted !== explained) return "the verdict depends on whether reasons are asked for";
  if (accepted !== (parsed.outcome === "event")) return "the value and its text get different verdicts";
  if (accepted && issues.length > 0) return "accepted, but with reasons against it";
  if (parsed.outcome === "invalid" && (issues.length === 0 || issues.length > 10)) return `refused with ${issues.length} reasons`;
  if (parsed.outcome === "event" && events.events[parsed.name]?.validate(message) !== true) return `accepted, but not as "${parsed.name}"`;
  return undefined;
}

function makeMessage(examples: readonly [Json, ...Json[]], random: Random): Json {
  let message = random.pick(examples);
  for (let left = random.below(4); left > 0; left -= 1) message = mutate(message, random);
  return message;
}

function readExamples(folder: string): readonly [Json, ...Json[]] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".schema.json"));
  const [first, ...others] = files.flatMap((name) => {
    // The linter makes sure that every event's schema has valid examples.
    const schema = JSON.parse(readFileSync(path.join(folder, name), "utf8")) as { readonly examples?: readonly Json[] };
    return schema.examples ?? [];
  });
  if (first === undefined) throw new Error(`${folder} holds no examples`);
  return [first, ...others];
}

process.exitCode = main(process.argv.slice(2));
