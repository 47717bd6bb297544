import { takeToken } from "../../core/base/token-bucket.js";
import { addressKey } from "./address-key.js";
import type { Rate, TokenBucket } from "../../core/base/token-bucket.js";

const mostAddresses = 10_000;

/** Limits the rate of new connections: of all clients together, and of each IPv4 address or IPv6 network of 64 bits. */
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

  /** Returns true if the rates allow one more connection from a socket's IP address now. Counts this connection. */
  admits(socket: { readonly remoteAddress?: string | undefined }, nowMs: number): boolean {
    return this.#admitsAddress(socket, nowMs) && this.#admitsAny(nowMs);
  }

  #admitsAny(nowMs: number): boolean {
    const { bucket, waitMs } = takeToken(this.#all, this.#rate, nowMs);
    this.#all = bucket;
    return waitMs === 0;
  }

  #admitsAddress(socket: { readonly remoteAddress?: string | undefined }, nowMs: number): boolean {
    const rate = this.#ratePerAddress;
    if (rate === undefined) return true;
    // Node asks the operating system for the address, so the server reads it only for this rate.
    const key = addressKey(socket.remoteAddress ?? "");
    const { bucket, waitMs } = takeToken(this.#addresses.get(key) ?? { tokens: rate.burst, atMs: nowMs }, rate, nowMs);
    // Moves the key to the end of the map. The first key is then the one whose last connection is the oldest.
    this.#addresses.delete(key);
    this.#addresses.set(key, bucket);
    const [oldest] = this.#addresses.keys();
    if (this.#addresses.size > mostAddresses && oldest !== undefined) this.#addresses.delete(oldest);
    return waitMs === 0;
  }
}
