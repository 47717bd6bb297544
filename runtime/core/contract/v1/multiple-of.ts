/**
 * Returns true if `value` is a multiple of `factor` as decimal numbers: 4.35 is a multiple of 0.01,
 * although their quotient in binary is not an integer.
 */
export function isMultipleOf(value: number, factor: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(factor)) return value % factor === 0;
  if (!Number.isFinite(value)) return false;
  const [digits, scale] = decimal(value);
  const [factorDigits, factorScale] = decimal(factor);
  const common = Math.max(scale, factorScale);
  const left = digits * 10n ** BigInt(common - scale);
  const right = factorDigits * 10n ** BigInt(common - factorScale);
  return left % right === 0n;
}

/** Returns the shortest decimal number that JavaScript reads as `value`: its digits, and how many of them follow the point. */
function decimal(value: number): readonly [digits: bigint, scale: number] {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? [digits, scale] : [digits * 10n ** BigInt(-scale), 0];
}
