import { compareTexts } from "../../base/canonical-json.js";
import { isObject } from "../../base/json.js";
import type { PathToken } from "./state-model.js";
import { writeText } from "./write.js";
import type { Write } from "./write.js";
import { excludeEachOther, isImplied } from "./write-guard.js";

/** A function that returns true if every valid state has an object at a path. */
export type IsKept = (path: readonly PathToken[]) => boolean;

/**
 * Removes the writes that have no effect, and sorts the writes whose order does not matter. The result makes the same
 * change to every valid state.
 */
export function simplified(writes: readonly Write[], isKept: IsKept): readonly Write[] {
  const known = writes.filter((write, index) => !isSettled(write, writes.slice(0, index), isKept));
  const seen = known.filter((write, index) => !known.slice(index + 1).some((later) => overwrites(later, write)));
  const present = seen.filter((write, index) => !isAbsentAlready(write, seen.slice(0, index)));
  return sorted(withoutRepeatedEnsures(hoisted(present)));
}

/**
 * Returns true for an `ensure` that changes nothing, because its place already has an object. Either every valid state has
 * one and no earlier write replaces it, or an earlier `put` has made an empty object there.
 */
function isSettled(write: Write, earlier: readonly Write[], isKept: IsKept): boolean {
  if (write.kind !== "ensure") return false;
  const last = earlier.findLastIndex((other) => mayReplace(other, write.path));
  const before = earlier[last];
  if (before === undefined) return isKept(write.path);
  return before.kind === "put" && isSame(before.path, write.path) && isEmptyObject(before) && isImplied(before.guard, write.guard);
}

/** Returns true if a write may replace or remove the value at the path `other`. */
function mayReplace({ kind, path }: Write, other: readonly PathToken[]): boolean {
  if (kind === "ensure") return false;
  if (kind === "all") return path.length < other.length && mayBegin(path, other);
  return path.length <= other.length && mayBegin(path, other);
}

function overwrites(later: Write, write: Write): boolean {
  const isFull = later.kind === "put" || later.kind === "remove";
  return isFull && begins(later.path, write.path) && isImplied(later.guard, write.guard);
}

/**
 * Returns true for a `remove` that changes nothing: an earlier write has removed the value, or has emptied or removed an
 * object around it.
 */
function isAbsentAlready(write: Write, earlier: readonly Write[]): boolean {
  if (write.kind !== "remove") return false;
  const last = earlier.findLast(({ kind, path }) => meet(path, write.path) && !(kind === "ensure" && path.length < write.path.length));
  if (last === undefined || !isImplied(last.guard, write.guard)) return false;
  if (last.kind === "remove") return begins(last.path, write.path);
  return last.path.length < write.path.length && begins(last.path, write.path) && isEmptyObject(last);
}

/** Moves each `ensure` before the writes that do not depend on it. */
function hoisted(writes: readonly Write[]): Write[] {
  const result: Write[] = [];
  for (const write of writes) {
    const blocker = write.kind === "ensure" ? result.findLastIndex((other) => mayReplace(other, write.path)) : result.length - 1;
    result.splice(blocker + 1, 0, write);
  }
  return result;
}

function withoutRepeatedEnsures(writes: readonly Write[]): Write[] {
  return writes.filter((write, index) => {
    if (write.kind !== "ensure") return true;
    return !writes.some((other, place) => {
      if (place === index || other.kind !== "ensure" || !isSame(other.path, write.path)) return false;
      if (!isImplied(other.guard, write.guard)) return false;
      if (isImplied(write.guard, other.guard) && place > index) return false;
      const between = writes.slice(Math.min(place, index) + 1, Math.max(place, index));
      return !between.some((one) => mayReplace(one, write.path));
    });
  });
}

/**
 * Puts the writes into an order that does not depend on how their steps were written. Of the writes that may come next
 * without a different effect, the one whose `writeText` sorts first comes next.
 */
function sorted(writes: readonly Write[]): Write[] {
  const rest = writes.map((write) => ({ write, text: writeText(write) }));
  const result: Write[] = [];
  while (rest.length > 0) {
    const free = rest.filter(({ write }, index) => !rest.slice(0, index).some((earlier) => depend(earlier.write, write)));
    const [least] = free.toSorted((a, b) => compareTexts(a.text, b.text));
    if (least === undefined) break;
    result.push(least.write);
    rest.splice(rest.indexOf(least), 1);
  }
  return result;
}

/** Returns true if two writes may change the state differently when their order is swapped. */
function depend(a: Write, b: Write): boolean {
  return !(a.kind === "ensure" && b.kind === "ensure") && meet(a.path, b.path) && !excludeEachOther(a.guard, b.guard);
}

function isEmptyObject({ kind, source }: Write): boolean {
  return kind === "put" && source.kind === "const" && isObject(source.value) && Object.keys(source.value).length === 0;
}

/** Returns true if two paths may lead to the same place of the state, or if one place may be inside the other. */
export function meet(a: readonly PathToken[], b: readonly PathToken[]): boolean {
  return a.length <= b.length ? mayBegin(a, b) : mayBegin(b, a);
}

function mayBegin(short: readonly PathToken[], long: readonly PathToken[]): boolean {
  return short.every((token, index) => {
    const other = long[index];
    return other === undefined || !("key" in token) || !("key" in other) || token.key === other.key;
  });
}

function begins(short: readonly PathToken[], long: readonly PathToken[]): boolean {
  return short.length <= long.length && isSame(short, long.slice(0, short.length));
}

function isSame(a: readonly PathToken[], b: readonly PathToken[]): boolean {
  return a.length === b.length && a.every((token, index) => isSameToken(token, b[index]));
}

function isSameToken(a: PathToken, b: PathToken | undefined): boolean {
  if (b === undefined || "key" in a || "key" in b) return b !== undefined && "key" in a && "key" in b && a.key === b.key;
  return a.names.length === b.names.length && a.names.every((name, index) => name === b.names[index]);
}
