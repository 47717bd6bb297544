/** A limit of commands: `burst` at once, and `perSecond` on average. */
export type Rate = { readonly perSecond: number; readonly burst: number };

/** How many commands a {@link Rate} still allows at time `atMs`. */
export type TokenBucket = { readonly tokens: number; readonly atMs: number };

/** Takes the token for one command from the bucket. `waitMs` is 0, or the milliseconds until an empty bucket has a token again. */
export function takeToken(bucket: TokenBucket, rate: Rate, nowMs: number): { readonly bucket: TokenBucket; readonly waitMs: number } {
  const atMs = Math.max(nowMs, bucket.atMs);
  const tokens = Math.min(rate.burst, bucket.tokens + ((atMs - bucket.atMs) * rate.perSecond) / 1_000);
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, atMs }, waitMs: 0 };
  return { bucket: { tokens, atMs }, waitMs: Math.ceil(((1 - tokens) * 1_000) / rate.perSecond) };
}
