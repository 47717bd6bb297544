const firstDelayMs = 1_000;
const maxDelayMs = 30_000;

/**
 * Returns a random wait between 0 and min(30 s, 1 s · 2^failures): exponential backoff with full jitter. Clients
 * that have lost the same server therefore dial at different times.
 *
 * @param failures How many attempts in a row have failed before this one.
 * @param random A number in [0, 1).
 */
export function backoffDelayMs(failures: number, random: number): number {
  return random * Math.min(maxDelayMs, firstDelayMs * 2 ** failures);
}
