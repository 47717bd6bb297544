import { isHexDigit } from "./characters.js";

/** `UUID` of RFC 4122 in its text form, any version and variant, without `urn:uuid:`. */
export function isUuid(text: string): boolean {
  if (text.length !== 36) return false;
  for (let index = 0; index < 36; index++) {
    const code = text.charCodeAt(index);
    const isHyphenPlace = index === 8 || index === 13 || index === 18 || index === 23;
    if (isHyphenPlace ? code !== 45 : !isHexDigit(code)) return false;
  }
  return true;
}
