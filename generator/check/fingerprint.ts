import { createHash } from "node:crypto";

/** 16 hex digits that stand for a finding wherever its lines move, whatever the witness and the baseline. */
export function fingerprintOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
