import { isDigit, isHexDigit, skip } from "./characters.js";

/** Dotted-quad address of RFC 2673, section 3.2, without leading zeros. */
export function isIpv4(text: unknown): boolean {
  if (typeof text !== "string") return false;
  return isIpv4Between(text, 0, text.length);
}

/** Address of RFC 4291, section 2.2, without zone and brackets. */
export function isIpv6(text: unknown): boolean {
  if (typeof text !== "string") return false;
  return isIpv6Between(text, 0, text.length);
}

/** Like {@link isIpv4}, for the part of a text from `start` up to but without `end`. */
export function isIpv4Between(text: string, start: number, end: number): boolean {
  let index = start;
  for (let octet = 0; octet < 4; octet++) {
    if (octet > 0 && text.charCodeAt(index++) !== 46) return false;
    const next = skip(text, index, end, isDigit);
    if (!isOctet(text, index, next)) return false;
    index = next;
  }
  return index === end;
}

function isOctet(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length < 1 || length > 3) return false;
  if (length > 1 && text.charCodeAt(start) === 48) return false;
  return length < 3 || Number(text.slice(start, end)) <= 255;
}

/** Like {@link isIpv6}, for the part of a text from `start` up to but without `end`. */
export function isIpv6Between(text: string, start: number, end: number): boolean {
  let groups = 0;
  let isShortened = false;
  let index = start;
  if (text.startsWith("::", index)) {
    isShortened = true;
    index += 2;
  }
  while (index < end) {
    const next = skip(text, index, end, isHexDigit);
    if (text.charCodeAt(next) === 46 && next < end) {
      if (!isIpv4Between(text, index, end)) return false;
      groups += 2;
      break;
    }
    if (next === index || next - index > 4) return false;
    groups++;
    if (next === end) break;
    if (text.charCodeAt(next) !== 58 || next + 1 === end) return false;
    index = next + 1;
    if (text.charCodeAt(index) === 58) {
      if (isShortened) return false;
      isShortened = true;
      index++;
    }
  }
  return isShortened ? groups < 8 : groups === 8;
}
