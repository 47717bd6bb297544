import type { Json } from "../../generator/base/json.js";
import type { WrittenStep } from "../helpers/edited-protocol.js";
import type { Random } from "./random.js";

type Source = Record<string, Json>;

/** Changes the steps of a schema file at one place. Some changes keep the effect of the steps. Returns false if there are none. */
export function mutateSteps(random: Random, schema: Source): boolean {
  const holders = holdersIn(schema);
  if (holders.length === 0) return false;
  const holder = random.pick(holders);
  const written = holder["x-state"] ?? [];
  const steps = (Array.isArray(written) ? written : [written]) as readonly WrittenStep[];
  holder["x-state"] = changed(random, steps);
  return true;
}

function holdersIn(value: Json): Source[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => holdersIn(item));
  if (typeof value !== "object" || value === null) return [];
  const own = value as Source;
  return [
    ...("x-state" in own ? [own] : []),
    ...Object.entries(own).flatMap(([key, inner]) => (key === "x-state" ? [] : holdersIn(inner))),
  ];
}

function changed(random: Random, steps: readonly WrittenStep[]): WrittenStep[] {
  const index = random.below(steps.length);
  const step = steps[index] ?? {};
  const others = (list: readonly WrittenStep[]): WrittenStep[] => [...steps.slice(0, index), ...list, ...steps.slice(index + 1)];
  switch (random.below(8)) {
    case 0:
      return others([{ ...step, op: step["op"] === "merge" ? "set" : step["op"] === "set" ? "merge" : (step["op"] ?? "set") }]);
    case 1:
      return steps.length > 1 ? others([]) : others([step, step]);
    case 2:
      return steps.length > 1 ? others([]).toSpliced(random.below(steps.length), 0, step) : others([step, step]);
    case 3:
      return others(splitPick(random, step));
    case 4:
      return others([{ op: "remove", at: step["at"] ?? "" }, step]);
    case 5:
      return others([withoutName(random, step)]);
    case 6:
      return others([typeof step["limit"] === "number" ? { ...step, limit: Math.max(1, step["limit"] - random.below(3)) } : step]);
    default:
      return others([step, step]);
  }
}

function splitPick(random: Random, step: WrittenStep): WrittenStep[] {
  const names = step["pick"];
  if (!Array.isArray(names) || names.length < 2 || step["op"] === "append") return [step];
  const at = 1 + random.below(names.length - 1);
  return [
    { ...step, pick: names.slice(0, at) as Json[] },
    { ...step, op: random.chance(0.7) ? "merge" : (step["op"] ?? "merge"), pick: names.slice(at) as Json[] },
  ];
}

function withoutName(random: Random, step: WrittenStep): WrittenStep {
  const names = step["pick"];
  if (!Array.isArray(names) || names.length < 2) return step;
  return { ...step, pick: names.toSpliced(random.below(names.length), 1) as Json[] };
}
