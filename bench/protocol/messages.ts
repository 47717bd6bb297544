import { between, createRandom, pick } from "../harness/random.js";
import type { Random } from "../harness/random.js";
import type { Bundle } from "./bundle.js";
import { sample } from "./sample.js";

/** Number of shapes per event. A real sender writes an event in a few shapes, not with a random choice of optional properties. */
const shapes = 4;

/** Messages as JSON texts. */
export type Messages = { readonly valid: readonly string[]; readonly invalid: readonly string[] };

/**
 * Makes messages of every event of the server in turn: valid ones, and ones with a known tag and a single fault.
 *
 * @param isValid decides which messages are valid. A change that leaves a message valid is not used as a fault.
 */
export function makeMessages(bundle: Bundle, perEvent: number, isValid: (value: unknown) => boolean): Messages {
  const { definitions } = bundle;
  const random = createRandom("messages");
  const valid: string[] = [];
  const invalid: string[] = [];
  for (let round = 0; round < perEvent; round++) {
    for (const key of bundle.server) {
      const text = JSON.stringify(
        sample({ definitions, random, shape: createRandom(`${key}:${round % shapes}`) }, { $ref: `#/$defs/${key}` }),
      );
      if (!isValid(JSON.parse(text))) throw new Error(`the sampler made an invalid message: ${text}`);
      valid.push(text);
      invalid.push(JSON.stringify(faulty(random, text, isValid)));
    }
  }
  return { valid, invalid };
}

function faulty(random: Random, text: string, isValid: (value: unknown) => boolean): unknown {
  for (let attempt = 0; attempt < 200; attempt++) {
    const value = JSON.parse(text) as Record<string, unknown>;
    const tag = value["type"];
    breakSomewhere(random, value);
    if (value["type"] === tag && !isValid(value)) return value;
  }
  throw new Error(`no change makes this invalid: ${text}`);
}

/** Makes one fault at the top or below it: another type, a missing property, or an unknown property. */
function breakSomewhere(random: Random, target: Record<string, unknown>): void {
  const keys = Object.keys(target);
  const inner = keys.flatMap((key) => (isObject(target[key]) ? [target[key]] : []));
  if (inner.length > 0 && random() < 0.5) return breakSomewhere(random, pick(random, inner));
  if (keys.length === 0 || random() < 0.15) {
    target["unexpected_field"] = between(random, 1, 9);
    return;
  }
  const key = pick(random, keys);
  if (random() < 0.3) delete target[key];
  else target[key] = typeof target[key] === "string" ? between(random, 1, 9) : "not this";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
