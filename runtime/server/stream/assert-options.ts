import { printable } from "../../core/base/printable.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { Retention } from "../../core/log/stream-log.js";
import type { StreamOptions } from "./stream-types.js";

/** The kinds of values that an option can have, in the words of the error. */
export type Kind =
  | "a string"
  | "a function"
  | "an object"
  | "an object or false"
  | "true or false"
  | "a list"
  | "a list or a function"
  | "a number"
  | "a rate";

/** The names of all options with their kinds. The compiler checks that no name is missing. */
export type Kinds<Options> = Readonly<Record<keyof Options, Kind>>;

export type Values = Readonly<Record<string, unknown>>;

const streamKinds: Kinds<StreamOptions<ProtocolTypes>> = {
  commands: "an object",
  gate: "a function",
  migrate: "an object",
  retention: "an object",
  onLost: "a function",
};

/** The kinds of the bounds of a retention. */
export const retentionKinds: Kinds<Retention> = { events: "a number", bytes: "a number", ageMs: "a number" };

/** Checks the options of `open`. @throws TypeError as {@link assertKinds} does. */
export function assertStreamOptions(options: Values & { readonly retention?: object | undefined }): void {
  assertKinds("open", "", options, streamKinds);
  assertKinds("open", "retention.", { ...options.retention }, retentionKinds);
}

/**
 * Checks the names and the values of options. TypeScript checks the same for its users. This check is for programs in JavaScript, in
 * which a misspelt or wrong option would otherwise have no effect.
 *
 * @param of The function that takes the options.
 * @param place The path before the names of the options, such as `limits.`.
 * @throws TypeError for an option that does not exist, or whose value is not what it has to be.
 */
export function assertKinds(of: string, place: string, options: Values, kinds: Readonly<Record<string, Kind>>): void {
  for (const [name, value] of Object.entries(options)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    const path = JSON.stringify(place + printable(name.slice(0, 80)));
    if (kind === undefined) {
      const names = Object.keys(kinds).map((known) => place + known);
      throw new TypeError(`${of} has no option ${path}. Its options are: ${names.join(", ")}.`);
    }
    if (value !== undefined && !isOf(kind, value)) {
      throw new TypeError(`${of}: option ${path}: expected ${wordsOf(kind)}, got ${shown(value)}.`);
    }
  }
}

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case "a string":
      return typeof value === "string";
    case "a function":
      return typeof value === "function";
    case "an object":
      return typeof value === "object" && value !== null;
    case "an object or false":
      return value === false || isOf("an object", value);
    case "true or false":
      return typeof value === "boolean";
    case "a list":
      return Array.isArray(value);
    case "a list or a function":
      return Array.isArray(value) || typeof value === "function";
    case "a number":
      return isNumber(value);
    case "a rate":
      return typeof value === "object" && value !== null && "perSecond" in value && "burst" in value && isRate(value);
  }
}

function isRate({ perSecond, burst }: { readonly perSecond: unknown; readonly burst: unknown }): boolean {
  return isNumber(perSecond) && isNumber(burst);
}

/** `NaN` is not at least 0. */
function isNumber(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

function wordsOf(kind: Kind): string {
  if (kind === "a number") return "a number of at least 0";
  return kind === "a rate" ? "{ perSecond, burst } with numbers of at least 0" : kind;
}

function shown(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return printable(JSON.stringify(value.slice(0, 80)));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
