import { takeToken } from "../../core/base/token-bucket.js";
import type { Rate, TokenBucket } from "../../core/base/token-bucket.js";

const mostAddresses = 10_000;

/** Limits the rate of new connections, of all clients and of each address. */
export class ConnectLimiter {
  readonly #rate: Rate;
  readonly #ratePerAddress: Rate | undefined;
  readonly #addresses = new Map<string, TokenBucket>();
  #all: TokenBucket;

  constructor(rate: Rate, ratePerAddress: Rate | undefined, nowMs: number) {
    this.#rate = rate;
    this.#ratePerAddress = ratePerAddress;
    this.#all = { tokens: rate.burst, atMs: nowMs };
  }

  /** Returns true if one more connection may come now. */
  admits(address: string, nowMs: number): boolean {
    return this.#admitsAddress(address, nowMs) && this.#admitsAny(nowMs);
  }

  #admitsAny(nowMs: number): boolean {
    const { bucket, waitMs } = takeToken(this.#all, this.#rate, nowMs);
    this.#all = bucket;
    return waitMs === 0;
  }

  #admitsAddress(address: string, nowMs: number): boolean {
    const rate = this.#ratePerAddress;
    if (rate === undefined) return true;
    const { bucket, waitMs } = takeToken(this.#addresses.get(address) ?? { tokens: rate.burst, atMs: nowMs }, rate, nowMs);
    // The entry moves to the end, so that the first entry is always the one without a connection for the longest time.
    this.#addresses.delete(address);
    this.#addresses.set(address, bucket);
    const [oldest] = this.#addresses.keys();
    if (this.#addresses.size > mostAddresses && oldest !== undefined) this.#addresses.delete(oldest);
    return waitMs === 0;
  }
}
