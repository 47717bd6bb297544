/** Returns the least double above `value`, or infinity if `value` is the greatest double. */
export function nextUp(value: number): number {
  if (value === Infinity || Number.isNaN(value)) return value;
  // Zero needs a case of its own: for minus zero, the step to the neighbouring bit pattern would give NaN.
  if (value === 0) return Number.MIN_VALUE;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  const next = bits.getFloat64(0);
  return next === 0 ? 0 : next;
}

/** Returns the greatest double below `value`. */
export function nextDown(value: number): number {
  const next = -nextUp(-value);
  return next === 0 ? 0 : next;
}
