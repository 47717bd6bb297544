import type { Asked, Changed, Measured, Paid, Placed, Thing } from "../golden/conditional-fields/generated/index.js";

/** Code reads fields that only `then`, `else` or `dependentSchemas` name like any other field. */
export const read = (measured: Measured, placed: Placed, changed: Changed, asked: Asked, thing: Thing, paid: Paid): readonly unknown[] => [
  measured.value satisfies number | string | undefined,
  measured.kind === "heat" ? (measured.degrees satisfies number) : (measured.colour satisfies string | undefined),
  measured.kind === "light" ? (measured.odd satisfies boolean | undefined) : (measured.value satisfies number | undefined),
  placed.author,
  placed.body?.by,
  placed.size satisfies number | undefined,
  placed.room satisfies string | undefined,
  placed.first ?? placed.either ?? placed.or ?? placed.deeper,
  changed.op === "drop" ? (changed.why satisfies string) : changed.thing,
  asked.urgent satisfies boolean | undefined,
  asked.by,
  thing?.depth,
  paid.method === "card" ? (paid.note satisfies string) : (paid.note satisfies string | undefined),
];

/** TypeScript narrows the union by the compared property, and knows that no other value is left. */
export function payer(paid: Paid): string {
  switch (paid.method) {
    case "card":
      return paid.last4;
    case "transfer":
      return paid.iban;
    case "cash":
      return paid.note ?? "";
  }
}

/** The validator accepts it, and its type does not declare `degrees`, because the schema does not constrain them for light. */
const light = { type: "measured", kind: "light", degrees: "three", value: "bright", odd: true } as const;

/** As `light`: the branch of `oneOf` for "add" does not declare `why`. */
const added = { type: "changed", op: "add", thing: { parent: null, depth: 1 }, why: 9 } as const;

/** The validator accepts each of these. If a condition does not hold, the schema does not constrain its fields. */
export const accepted: readonly (Measured | Placed | Changed | Asked | Paid)[] = [
  { type: "measured", kind: "heat", degrees: 3, value: 3 },
  light,
  { type: "placed", author: 5, body: { by: 6 }, size: 7, first: 8 },
  { type: "changed", op: "drop", why: "lost" },
  added,
  { type: "paid", method: "card", last4: "1234", note: "at the door" },
  { type: "paid", method: "cash" },
  { type: "asked", about: { depth: "no parent" }, urgent: true },
];
