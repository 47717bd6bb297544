/** The name, version and digest of a protocol, as its entry has them. */
type ProtocolIdentity = { readonly name: string; readonly version: string; readonly digest: string };

/** Whether two versions of a protocol work together. */
export type Compatibility = "same" | "warn" | "refuse";

/** Whether this version works with others, by their digest, as `dagwire check` found it. Versions decide about other digests. */
export type SupportMatrix = { readonly [digest: string]: "same" | "warn" | "refuse" };

/**
 * Returns whether the other peer's protocol works with this one. With another name it does not, with an equal digest it
 * does. Else the matrix decides. If the matrix does not list the digest, an equal major version gives a warning.
 *
 * A digest has a part for the events and, after a dot, a part for the state. Peers of older versions send no part for the
 * state. Such a peer may be any version with the same events, so the worst entry of those versions counts. The result
 * is a warning at best. If the matrix lists none of them, equal events give a warning.
 */
export function judgeProtocol(own: ProtocolIdentity, other: ProtocolIdentity, matrix: SupportMatrix = {}): Compatibility {
  if (own.name !== other.name) return "refuse";
  if (own.digest === other.digest) return "same";
  const listed = Object.hasOwn(matrix, other.digest) ? matrix[other.digest] : undefined;
  if (listed !== undefined) return listed;
  const [wire, state] = partsOf(other.digest);
  const [ownWire, ownState] = partsOf(own.digest);
  const builds = Object.keys(matrix).filter((digest) => state === undefined && partsOf(digest)[0] === wire);
  if (builds.some((digest) => matrix[digest] === "refuse")) return "refuse";
  const isOwnWire = wire === ownWire && (state === undefined || ownState === undefined);
  return isOwnWire || builds.length > 0 || major(own.version) === major(other.version) ? "warn" : "refuse";
}

/** Describes the other peer's version and how it differs, such as `toy 1.1.0 with another state`. */
export function differenceOf(own: ProtocolIdentity, { name, version, digest }: ProtocolIdentity): string {
  const [wire, state] = partsOf(digest);
  const [ownWire, ownState] = partsOf(own.digest);
  const isStateKnown = state !== undefined && ownState !== undefined;
  const events = wire !== ownWire ? "other events" : isStateKnown ? "" : "the same events and perhaps another state";
  return `${name} ${version} with ${[events, isStateKnown && state !== ownState ? "another state" : ""].filter(Boolean).join(" and ")}`;
}

function partsOf(digest: string): readonly [wire: string, state: string | undefined] {
  const [wire = "", state] = digest.split(".");
  return [wire, state];
}

function major(version: string): string {
  return version.split(".", 1)[0] ?? version;
}
