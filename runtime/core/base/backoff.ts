const firstDelayMs = 1_000;
const maxDelayMs = 30_000;

/**
 * Full-jitter exponential backoff: U(0, min(30 s, 1 s · 2^failures)), so that clients that lost the same
 * server do not come back as one wave.
 *
 * @param failures How many attempts in a row have failed before this wait, from 0.
 * @param random A number in [0, 1).
 */
export function backoffDelayMs(failures: number, random: number): number {
  return random * Math.min(maxDelayMs, firstDelayMs * 2 ** failures);
}
