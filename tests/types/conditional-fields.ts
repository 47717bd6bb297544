import type { Asked, Changed, Measured, Placed, Thing } from "../golden/conditional-fields/generated/index.js";

/** Code reads fields that only `then`, `else` or `dependentSchemas` name like any other field. */
export const read = (measured: Measured, placed: Placed, changed: Changed, asked: Asked, thing: Thing): readonly unknown[] => [
  measured.degrees,
  measured.colour,
  measured.value satisfies number | string | undefined,
  measured.odd satisfies boolean | undefined,
  placed.author,
  placed.body?.by,
  placed.size satisfies number | undefined,
  placed.room satisfies string | undefined,
  placed.first ?? placed.either ?? placed.or ?? placed.deeper,
  changed.why,
  asked.urgent satisfies boolean | undefined,
  asked.by,
  thing?.depth,
];

/** The validator accepts each of these. If a condition does not hold, the schema does not constrain its fields. */
export const accepted: readonly (Measured | Placed | Changed | Asked)[] = [
  { type: "measured", kind: "heat", degrees: 3, value: 3, colour: 4 },
  { type: "measured", kind: "light", degrees: "three", value: "bright", odd: true },
  { type: "placed", author: 5, body: { by: 6 }, size: 7, first: 8 },
  { type: "changed", op: "drop", why: "lost" },
  { type: "changed", op: "add", thing: { parent: null, depth: 1 }, why: 9 },
  { type: "asked", about: { depth: "no parent" }, urgent: true },
];
