import { isAlphanumeric, isDigit, isHexDigit, isLetter, isPercentEncoded, skip } from "./characters.js";
import { isIpv6Between } from "./ip.js";

const colon = 58;
const slash = 47;
const questionMark = 63;
const at = 64;

// Matches a URI without user, brackets and escapes seven times as fast as the loop below. The loop also accepts all other valid
// URIs.
const usual =
  /^[A-Za-z][A-Za-z\d+.-]*:\/\/[\w.~-]+(?::\d+)?(?:\/[\w./~@:&=+,;$!*'()-]*)?(?:\?[\w./~@:&=+,;$!*'()?-]*)?(?:#[\w./~@:&=+,;$!*'()?-]*)?$/;

/** `URI` of RFC 3986, section 3: absolute, with a scheme. */
export function isUri(text: unknown): boolean {
  if (typeof text !== "string") return false;
  if (usual.test(text)) return true;
  const scheme = endOfScheme(text);
  return scheme > 0 && isHierarchy(text, scheme);
}

/** `URI-reference` of RFC 3986, section 4.1. */
export function isUriReference(text: unknown): boolean {
  if (typeof text !== "string") return false;
  if (usual.test(text)) return true;
  const scheme = endOfScheme(text);
  if (scheme > 0) return isHierarchy(text, scheme);
  // RFC 3986 forbids a colon in the first segment of a reference without a scheme. ajv accepts the colon, and all validators of a
  // protocol have to agree.
  return isHierarchy(text, 0);
}

/** Returns the index after the colon that ends the scheme, or 0 if the text has no scheme. */
function endOfScheme(text: string): number {
  if (!isLetter(text.charCodeAt(0))) return 0;
  const end = skip(text, 1, text.length, isSchemeCharacter);
  return text.charCodeAt(end) === colon ? end + 1 : 0;
}

function isHierarchy(text: string, start: number): boolean {
  let index = start;
  if (text.startsWith("//", index)) {
    index = endOfAuthority(text, index + 2);
    if (index < 0) return false;
  }
  index = skipEncoded(text, index, isPathCharacter);
  if (text.charCodeAt(index) === questionMark) index = skipEncoded(text, index + 1, isQueryCharacter);
  if (text.charCodeAt(index) === 35) index = skipEncoded(text, index + 1, isQueryCharacter);
  return index === text.length;
}

/** Returns the index after `[userinfo@]host[:port]`, or -1 if this part is malformed. */
function endOfAuthority(text: string, start: number): number {
  const userInfo = skipEncoded(text, start, isUserInfoCharacter);
  const host = text.charCodeAt(userInfo) === at ? userInfo + 1 : start;
  let end = text.charCodeAt(host) === 91 ? endOfAddress(text, host + 1) : skipEncoded(text, host, isNameCharacter);
  if (end >= 0 && text.charCodeAt(end) === colon) end = skip(text, end + 1, text.length, isDigit);
  if (end < 0 || end === text.length) return end;
  const next = text.charCodeAt(end);
  return next === slash || next === questionMark || next === 35 ? end : -1;
}

/** Returns the index after the bracket that closes an IP address, or -1 if the address is malformed. */
function endOfAddress(text: string, start: number): number {
  const end = text.indexOf("]", start);
  if (end < 0) return -1;
  return isIpv6Between(text, start, end) || isFutureAddress(text, start, end) ? end + 1 : -1;
}

function isFutureAddress(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  if (first !== 118 && first !== 86) return false;
  const point = skip(text, start + 1, end, isHexDigit);
  if (point === start + 1 || text.charCodeAt(point) !== 46 || point + 1 === end) return false;
  return skip(text, point + 1, end, isUserInfoCharacter) === end;
}

/** Like `skip`, but also skips percent-encoded characters. */
function skipEncoded(text: string, start: number, accepts: (code: number) => boolean): number {
  let index = start;
  while (index < text.length) {
    if (accepts(text.charCodeAt(index))) index++;
    else if (isPercentEncoded(text, index)) index += 3;
    else break;
  }
  return index;
}

function isSchemeCharacter(code: number): boolean {
  return isAlphanumeric(code) || code === 43 || code === 45 || code === 46;
}

/** Returns true for `unreserved` or `sub-delims` of RFC 3986. Codes 38 to 46 are `& ' ( ) * + , - .`. */
function isNameCharacter(code: number): boolean {
  if (isAlphanumeric(code) || (code >= 38 && code <= 46)) return true;
  return code === 33 || code === 36 || code === 59 || code === 61 || code === 95 || code === 126;
}

function isUserInfoCharacter(code: number): boolean {
  return isNameCharacter(code) || code === colon;
}

function isPathCharacter(code: number): boolean {
  return isNameCharacter(code) || code === slash || code === colon || code === at;
}

function isQueryCharacter(code: number): boolean {
  return isPathCharacter(code) || code === questionMark;
}
