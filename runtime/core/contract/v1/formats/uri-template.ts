import { isAlphanumeric, isDigit, isPercentEncoded, skip } from "./characters.js";

/** URI template of RFC 6570. */
export function isUriTemplate(text: unknown): boolean {
  if (typeof text !== "string") return false;
  let index = 0;
  while (index < text.length) {
    if (text.charCodeAt(index) === 123) {
      const end = text.indexOf("}", index);
      if (end < 0 || !isExpression(text.slice(index + 1, end))) return false;
      index = end + 1;
    } else if (isPercentEncoded(text, index)) index += 3;
    else if (isLiteral(text.charCodeAt(index))) index++;
    else return false;
  }
  return true;
}

function isLiteral(code: number): boolean {
  return code > 32 && code !== 127 && (code > 127 || !'"%<>\\^`{|}'.includes(String.fromCharCode(code)));
}

function isExpression(expression: string): boolean {
  const hasOperator = expression !== "" && "+#./;?&=,!@|".includes(expression.charAt(0));
  return expression
    .slice(hasOperator ? 1 : 0)
    .split(",")
    .every(isVariable);
}

function isVariable(variable: string): boolean {
  let end = 0;
  while (end < variable.length) {
    if (isPercentEncoded(variable, end)) end += 3;
    else if (isNameCharacter(variable.charCodeAt(end)) || isInnerDot(variable, end)) end++;
    else break;
  }
  if (end === 0 || variable.charCodeAt(end - 1) === 46) return false;
  return isModifier(variable.slice(end));
}

function isInnerDot(variable: string, index: number): boolean {
  return index > 0 && variable.charCodeAt(index) === 46 && variable.charCodeAt(index - 1) !== 46;
}

function isNameCharacter(code: number): boolean {
  return isAlphanumeric(code) || code === 95;
}

/** Returns true for a modifier of a variable (RFC 6570): an empty text, `*`, or a colon and a number of at most four digits. */
function isModifier(modifier: string): boolean {
  if (modifier === "" || modifier === "*") return true;
  const length = modifier.length;
  if (modifier.charCodeAt(0) !== 58 || modifier.charCodeAt(1) === 48) return false;
  return length > 1 && length <= 5 && skip(modifier, 1, length, isDigit) === length;
}
