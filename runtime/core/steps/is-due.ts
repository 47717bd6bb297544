/**
 * Returns true if `limitMs` milliseconds have passed since `fromMs`. Adds before it compares, because a timer waits for the same
 * sum. The difference `nowMs - fromMs` can be rounded below the limit at that moment, and the timer would be set again at once.
 */
export function isDue(fromMs: number, limitMs: number, nowMs: number): boolean {
  return nowMs >= fromMs + limitMs;
}
