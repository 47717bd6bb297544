/** How many commands may come: `burst` at once, `perSecond` in the long run. */
export type Rate = { readonly perSecond: number; readonly burst: number };

/** What is left of a {@link Rate} at a time. */
export type TokenBucket = { readonly tokens: number; readonly atMs: number };

/** Takes one token; where there is none, says after how many milliseconds there is. */
export function takeToken(bucket: TokenBucket, rate: Rate, nowMs: number): { readonly bucket: TokenBucket; readonly waitMs: number } {
  const atMs = Math.max(nowMs, bucket.atMs);
  const tokens = Math.min(rate.burst, bucket.tokens + ((atMs - bucket.atMs) * rate.perSecond) / 1_000);
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, atMs }, waitMs: 0 };
  return { bucket: { tokens, atMs }, waitMs: Math.ceil(((1 - tokens) * 1_000) / rate.perSecond) };
}
