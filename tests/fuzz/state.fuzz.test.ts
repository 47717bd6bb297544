import { join } from "node:path";
import * as dag from "@dagwire/dag";
import { describe, expect, test } from "vitest";
import { defaultRuntime } from "../../generator/config/load-config.js";
import { pointerTokens } from "../../generator/base/pointer.js";
import { modelProtocol } from "../../generator/pipeline/read-protocol.js";
import type { EventModel } from "../../generator/model/event-model.js";
import type { Json } from "../../generator/base/json.js";
import * as house from "../golden/state/generated/index.js";
import { repository } from "../helpers/run-cli.js";
import { Random } from "./random.js";
import { brokenLaws } from "./state-laws.js";
import type { StateFunctions } from "./state-laws.js";
import { StateOracle } from "./state-oracle.js";
import { awkwardTexts, valueOfSchema } from "./value-of-schema.js";
import type { ValueSource } from "./value-of-schema.js";
import { seedOf } from "../helpers/seed.js";

const seed = seedOf("FUZZ_SEED");
const sequences = Number(process.env["FUZZ_STATES"] ?? 500);

type Protocol<Event> = {
  /** Makes a sequence with few ids, and often with few kinds of events. */
  readonly eventsOf: (random: Random) => Event[];
  readonly oracle: (state: unknown, event: Event) => unknown;
};

/** Valid events of a protocol, and the states that follow from a literal reading of its schemas. */
function protocolOf<Event extends object>(folder: string, isEvent: (value: unknown) => value is Event): Protocol<Event> {
  const { model } = modelProtocol(folder, { manifestPath: join(folder, "protocol.json"), outPath: "", runtime: defaultRuntime });
  if (model === undefined) throw new Error(`${folder} has no model`);
  const oracle = new StateOracle(folder);
  const senders = new WeakMap<object, EventModel>();
  const eventOf = (event: EventModel, source: ValueSource): Event => {
    for (let tries = 0; tries < 1000; tries += 1) {
      const message = messageOf(event, source);
      if (!isEvent(message)) continue;
      senders.set(message, event);
      return message;
    }
    throw new Error(`no valid "${event.name}" was found`);
  };
  const eventsOf = (random: Random): Event[] => {
    const { events } = model.server;
    const kinds = random.chance(0.5) ? events : random.list(3, () => random.pick(events));
    const source = { random, texts: ["a", ...random.list(2, () => random.pick(awkwardTexts))] };
    return random.list(1 + random.below(24), () => eventOf(random.pick(kinds), source));
  };
  return {
    eventsOf,
    oracle: (state, event) => {
      const sender = senders.get(event);
      if (sender === undefined) throw new Error("who sent this?");
      const object = pointerTokens(sender.at).reduce<unknown>((inner, token) => (inner as Record<string, unknown>)[token], event);
      const tags = [...(sender.tags?.keys() ?? [])].map((pointer) => pointer.slice(sender.at.length + 1));
      return oracle.apply(state, sender.location, object as Record<string, unknown>, tags);
    },
  };
}

function messageOf(event: EventModel, source: ValueSource): unknown {
  const value = valueOfSchema(source, event.schema);
  if (event.at === "") return value;
  const tags = [...(event.tags ?? [])].map(([pointer, values]): [string, Json] => [pointer.slice(1), values[0] ?? null]);
  return Object.fromEntries([...tags, [event.at.slice(1), value]]);
}

const reference = protocolOf(join(repository, "schema", "dag"), dag.serverEvents.validate);
const referenceFunctions: StateFunctions<dag.DagState, dag.ServerEvent> = {
  ...dag,
  isState: (value) => dag.isDagState(value),
  isEvent: (value) => dag.serverEvents.validate(value),
  oracle: reference.oracle,
};
const second = protocolOf(join(repository, "tests", "golden", "state"), house.serverEvents.validate);
const secondFunctions: StateFunctions<house.House, house.ServerEvent> = {
  ...house,
  isState: (value) => house.isHouse(value),
  isEvent: (value) => house.serverEvents.validate(value),
  oracle: second.oracle,
};

/** Runs sequences of random events until one breaks a law. */
function search<State, Event>(
  protocol: Protocol<Event>,
  functions: StateFunctions<State, Event>,
): { readonly events: number; readonly joined: number } {
  const tally = { events: 0, joined: 0 };
  for (let index = 0; index < sequences; index += 1) {
    const random = new Random(seed + index);
    const events = protocol.eventsOf(random).filter((event) => !functions.isTerminal(event) || random.chance(0.3));
    const broken = brokenLaws(events, functions, random);
    if (broken.length > 0) expect.fail(`FUZZ_SEED=${seed + index} FUZZ_STATES=1: ${broken.join("\n")}\nafter ${JSON.stringify(events)}`);
    tally.events += events.length;
    tally.joined += events.length - functions.conflateServerEvents(events).length;
  }
  return tally;
}

describe(`the laws of state (FUZZ_SEED=${seed} FUZZ_STATES=${sequences})`, () => {
  test("hold for the reference protocol", { timeout: 3_600_000 }, () => {
    const { events, joined } = search(reference, referenceFunctions);
    console.log(`seed ${seed}: ${sequences} sequences of the reference protocol, ${events} events, ${joined} of them conflated away`);
    expect(joined).toBeGreaterThan(events / 100);
  });

  test("hold for a protocol with nested tags, a part of a message, and a whole state at once", { timeout: 3_600_000 }, () => {
    const { events, joined } = search(second, secondFunctions);
    console.log(`seed ${seed}: ${sequences} sequences of the second protocol, ${events} events, ${joined} of them conflated away`);
    expect(joined).toBeGreaterThan(events / 100);
  });
});
