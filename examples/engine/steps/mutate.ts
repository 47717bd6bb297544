/** A parsed JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A seeded random generator (mulberry32), so that a failing run can be repeated. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Returns an integer from 0 to `bound - 1`. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
}

const strangers: readonly [Json, ...Json[]] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  "",
  "x",
  "2026-03-01T09:30:00Z",
  "2026-13-01",
  "😀",
  [],
  [0],
  {},
  { type: "node_state" },
];

/** Returns a copy of a message in which one value at any depth was replaced, removed or added. */
export function mutate(value: Json, random: Random): Json {
  if (Array.isArray(value)) return mutateList(value, random);
  if (typeof value === "object" && value !== null) return mutateObject(value, random);
  return random.pick(strangers);
}

function mutateList(list: readonly Json[], random: Random): Json {
  const index = random.below(list.length + 1);
  const item = list[index];
  if (item === undefined) return [...list, random.pick(strangers)];
  if (random.below(3) === 0) return list.filter((_, other) => other !== index);
  return list.map((other, at) => (at === index ? mutate(other, random) : other));
}

function mutateObject(object: { readonly [key: string]: Json }, random: Random): Json {
  const entries = Object.entries(object);
  const entry = entries[random.below(entries.length + 1)];
  if (entry === undefined) return { ...object, [random.pick(["at", "extra", "reason", "node_id", "error"])]: random.pick(strangers) };
  const [name, value] = entry;
  const others = entries.filter(([other]) => other !== name);
  if (random.below(4) === 0) return Object.fromEntries(others);
  const next = random.below(3) === 0 ? random.pick(strangers) : mutate(value, random);
  return { ...object, [name]: next };
}
