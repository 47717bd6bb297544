const bits = new DataView(new ArrayBuffer(8));

/** The least double above one; infinity above the greatest. */
export function nextUp(value: number): number {
  if (value === Infinity || Number.isNaN(value)) return value;
  // Minus zero is zero.
  if (value === 0) return Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  const next = bits.getFloat64(0);
  return next === 0 ? 0 : next;
}

/** The greatest double below one. */
export function nextDown(value: number): number {
  const next = -nextUp(-value);
  return next === 0 ? 0 : next;
}
