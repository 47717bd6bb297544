import { groupBy } from "../base/group-by.js";
import type { Constants } from "./constants.js";

/**
 * The shares of candidates that decide whether a property becomes a discriminator. `first`: the share of all candidates
 * that must have constants at the first discriminator. `next`: the share of a group of candidates with equal tags that
 * must have constants at a further discriminator. `rest`: candidates without the discriminator of their group get
 * another one if they are at least this share of the group.
 */
const share = { first: 0.4, next: 0.8, rest: 0.2 };

/**
 * Common property names of discriminators, the most common first. They decide only between pointers that distinguish
 * candidates equally well.
 */
const usual = ["type", "method", "event", "command", "kind", "action", "op", "name", "cmd", "t", "topic", "id"];

/**
 * Returns the JSON Pointers of the discriminators, in the order in which a dispatcher reads them. The first one
 * distinguishes most candidates. Each further discriminator distinguishes candidates that have equal values at the
 * earlier discriminators.
 */
export function chooseDiscriminators(candidates: readonly Constants[]): string[] {
  const chosen: string[] = [];
  split(candidates, share.first, [], chosen);
  return chosen;
}

function split(group: readonly Constants[], needed: number, used: readonly string[], chosen: string[]): void {
  if (group.length < 2) return;
  const pointer = bestPointer(group, needed, used);
  if (pointer === undefined) return;
  if (!chosen.includes(pointer)) chosen.push(pointer);
  const parts = groupBy(group, (constants) => constants.get(pointer)?.keys.join("|"));
  for (const [key, part] of parts) {
    if (key !== undefined || part.length >= share.rest * group.length) split(part, share.next, [...used, pointer], chosen);
  }
}

/**
 * Returns the JSON Pointer whose constants distinguish the most pairs of candidates in a group. Prefers pointers at which
 * a value is required, except for the first discriminator.
 */
export function bestPointer(group: readonly Constants[], needed: number, used: readonly string[] = []): string | undefined {
  const isFirst = used.length === 0;
  return (isFirst ? undefined : best(group, needed, used, true)) ?? best(group, needed, used, false);
}

function best(group: readonly Constants[], needed: number, used: readonly string[], isRequired: boolean): string | undefined {
  const pointers = new Set(group.flatMap((constants) => [...constants.keys()]));
  const rated = [...pointers].flatMap((pointer) => {
    const fixing = group.filter((constants) => constants.has(pointer) && (!isRequired || constants.get(pointer)?.isRequired === true));
    if (used.includes(pointer) || fixing.length < 2 || fixing.length < needed * group.length) return [];
    const pairs = separatedPairs(fixing, pointer);
    return pairs === 0 ? [] : [{ pointer, pairs }];
  });
  return rated.toSorted(
    (a, b) =>
      Number(isVersion(a.pointer)) - Number(isVersion(b.pointer)) ||
      b.pairs - a.pairs ||
      depth(a.pointer) - depth(b.pointer) ||
      rank(a.pointer) - rank(b.pointer),
  )[0]?.pointer;
}

/**
 * Estimates how many pairs of candidates have different constants at a JSON Pointer. An optional property counts half.
 */
function separatedPairs(fixing: readonly Constants[], pointer: string): number {
  const counts = new Map<string, number>();
  for (const constants of fixing) {
    for (const key of constants.get(pointer)?.keys ?? []) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const required = fixing.filter((constants) => constants.get(pointer)?.isRequired === true).length;
  const pairs = fixing.reduce((sum, constants) => {
    const rivals = (constants.get(pointer)?.keys ?? []).reduce((most, key) => Math.max(most, counts.get(key) ?? 0), 1);
    return sum + fixing.length - rivals;
  }, 0);
  return pairs * (0.5 + required / fixing.length / 2);
}

/**
 * Returns true if a JSON Pointer leads to a version. Any other discriminator is preferred, because a version only
 * distinguishes revisions of one message.
 */
function isVersion(pointer: string): boolean {
  return /version$/i.test(pointer);
}

function depth(pointer: string): number {
  return pointer.split("/").length;
}

function rank(pointer: string): number {
  const index = usual.indexOf((pointer.split("/").at(-1) ?? "").toLowerCase());
  return index === -1 ? usual.length : index;
}
