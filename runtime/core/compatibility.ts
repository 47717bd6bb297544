import type { ProtocolIdentity } from "./session/types.js";

/** What two builds of a protocol make of each other. */
export type Compatibility = "same" | "warn" | "refuse";

/** Verdicts on the other peer's digest, as `dagwire check` finds them between releases; what it does not list is judged by version. */
export type SupportMatrix = { readonly [digest: string]: "same" | "warn" | "refuse" };

/**
 * Judges the other peer's protocol: another name never fits, an equal digest always does, then the
 * matrix decides, and without an entry there an equal major version passes with a warning.
 */
export function judgeProtocol(own: ProtocolIdentity, other: ProtocolIdentity, matrix: SupportMatrix = {}): Compatibility {
  if (own.name !== other.name) return "refuse";
  if (own.digest === other.digest) return "same";
  const listed = Object.hasOwn(matrix, other.digest) ? matrix[other.digest] : undefined;
  return listed ?? (major(own.version) === major(other.version) ? "warn" : "refuse");
}

function major(version: string): string {
  return version.split(".", 1)[0] ?? version;
}
