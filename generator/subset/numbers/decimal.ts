/** An exact rational with a power of ten below the line: `digits / 10^scale`. */
export type Decimal = { readonly digits: bigint; readonly scale: number };

/** The shortest decimal that reads back as the number, which is what `multipleOf` is judged by. */
export function decimalOf(value: number): Decimal {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** The number that a decimal reads as. */
export function numberOf({ digits, scale }: Decimal): number {
  return Number(`${digits}e-${scale}`);
}

/** The digits of a decimal at a scale that is at least its own. */
export function digitsAt({ digits, scale }: Decimal, common: number): bigint {
  return digits * 10n ** BigInt(common - scale);
}

/** The least decimal above zero that is a multiple of both. */
export function leastCommonMultiple(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  const [a, b] = [digitsAt(left, scale), digitsAt(right, scale)];
  return { digits: (a / greatestCommonDivisor(a, b)) * b, scale };
}

/** True where `left` is a multiple of `right`. */
export function isMultiple(left: Decimal, right: Decimal): boolean {
  const scale = Math.max(left.scale, right.scale);
  return digitsAt(left, scale) % digitsAt(right, scale) === 0n;
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** The least integer that is at least `left / right`. */
export function ceilingOfQuotient(left: Decimal, right: Decimal): bigint {
  return -floorOfQuotient({ digits: -left.digits, scale: left.scale }, right);
}

/** The greatest integer that is at most `left / right`. */
export function floorOfQuotient(left: Decimal, right: Decimal): bigint {
  const scale = Math.max(left.scale, right.scale);
  const [a, b] = [digitsAt(left, scale), digitsAt(right, scale)];
  const quotient = a / b;
  return a % b !== 0n && a < 0n ? quotient - 1n : quotient;
}
