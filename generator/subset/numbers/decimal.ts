/** An exact decimal number: `digits / 10^scale`. */
export type Decimal = { readonly digits: bigint; readonly scale: number };

/**
 * Returns the shortest decimal that JavaScript parses as the given number. Validators check `multipleOf` with this
 * decimal.
 */
export function decimalOf(value: number): Decimal {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** Returns the double that is nearest to a decimal. */
export function numberOf({ digits, scale }: Decimal): number {
  return Number(`${digits}e-${scale}`);
}

/** Returns the digits of a decimal at the scale `common`, which must not be less than the decimal's scale. */
export function digitsAt({ digits, scale }: Decimal, common: number): bigint {
  return digits * 10n ** BigInt(common - scale);
}

/** Returns the least decimal above zero that is a multiple of `left` and of `right`. */
export function leastCommonMultiple(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  const [a, b] = [digitsAt(left, scale), digitsAt(right, scale)];
  return { digits: (a / greatestCommonDivisor(a, b)) * b, scale };
}

/** Returns true if `left` is a multiple of `right`. */
export function isMultiple(left: Decimal, right: Decimal): boolean {
  const scale = Math.max(left.scale, right.scale);
  return digitsAt(left, scale) % digitsAt(right, scale) === 0n;
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** Returns the least integer that is at least `left / right`. */
export function ceilingOfQuotient(left: Decimal, right: Decimal): bigint {
  return -floorOfQuotient({ digits: -left.digits, scale: left.scale }, right);
}

/** Returns the greatest integer that is at most `left / right`. */
export function floorOfQuotient(left: Decimal, right: Decimal): bigint {
  const scale = Math.max(left.scale, right.scale);
  const [a, b] = [digitsAt(left, scale), digitsAt(right, scale)];
  const quotient = a / b;
  return a % b !== 0n && a < 0n ? quotient - 1n : quotient;
}
