import { isIPv6 } from "node:net";

/** The groups of 16 bits in an IPv6 address, and in the part of it that names a network. */
const allGroups = 8;
const networkGroups = 4;

/**
 * Returns the key by which a rate counts an IP address. An IPv6 address counts as its network of 64 bits, because one
 * client usually has all addresses of a network. An IPv4 address that is written as an IPv6 address counts as IPv4.
 */
export function addressKey(address: string): string {
  const [bare = ""] = address.split("%");
  if (!isIPv6(bare)) return address;
  const groups = groupsOf(bare);
  return isMapped(groups)
    ? groups
        .slice(6)
        .flatMap((group) => [group >> 8, group & 255])
        .join(".")
    : groups
        .slice(0, networkGroups)
        .map((group) => group.toString(16))
        .join(":");
}

/** Returns true for `::ffff:a.b.c.d`, the form in which a socket for both families reports an IPv4 address. */
function isMapped(groups: readonly number[]): boolean {
  return groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
}

function groupsOf(address: string): number[] {
  const [left = "", right] = address.split("::");
  const before = numbersOf(left);
  const after = numbersOf(right ?? "");
  const zeros = right === undefined ? 0 : allGroups - before.length - after.length;
  return [...before, ...Array.from({ length: zeros }, () => 0), ...after];
}

function numbersOf(part: string): number[] {
  return part.split(":").flatMap((group) => {
    if (group === "") return [];
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
