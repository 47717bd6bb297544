/** The name, version and digest of a protocol, as its entry has them. */
type ProtocolIdentity = { readonly name: string; readonly version: string; readonly digest: string };

/** Whether two versions of a protocol work together. */
export type Compatibility = "accept" | "warn" | "refuse";

/**
 * Whether this version of a protocol works with other versions, by their digests, as `dagwire check` has found. For a digest
 * that the matrix does not list, {@link judgeProtocol} compares the version numbers.
 */
export type SupportMatrix = { readonly [digest: string]: { readonly [Role in PeerRole]: Compatibility } };

/** How the other peer acts: as a server of this client, or as a client of this server. */
export type PeerRole = "asServer" | "asClient";

/**
 * Returns whether the protocol of another peer works with this peer's own. Protocols with different names never work
 * together. Protocols with the same digest do. Otherwise the matrix decides. If the matrix does not list the other digest, the
 * result is `warn` for the same major version and `refuse` for another one.
 *
 * A digest has a part for the events and, after a dot, a part for the state. Peers with an older
 * version of dagwire send no part for the state. Such a peer may run any version of the protocol with the same part for the
 * events. The result is `refuse` if the matrix refuses one of these versions, and `warn` if it refuses none. If the matrix
 * lists no such version, the result is `warn` for the same part for the events.
 */
export function judgeProtocol(own: ProtocolIdentity, other: ProtocolIdentity, role: PeerRole, matrix: SupportMatrix = {}): Compatibility {
  if (own.name !== other.name) return "refuse";
  if (own.digest === other.digest) return "accept";
  const listed = Object.hasOwn(matrix, other.digest) ? matrix[other.digest]?.[role] : undefined;
  if (listed !== undefined) return listed;
  const [wire, state] = partsOf(other.digest);
  const [ownWire, ownState] = partsOf(own.digest);
  const builds = Object.keys(matrix).filter((digest) => state === undefined && partsOf(digest)[0] === wire);
  if (builds.some((digest) => matrix[digest]?.[role] === "refuse")) return "refuse";
  const isOwnWire = wire === ownWire && (state === undefined || ownState === undefined);
  return isOwnWire || builds.length > 0 || major(own.version) === major(other.version) ? "warn" : "refuse";
}

/** Describes the other peer's version and how it differs, such as `toy 1.1.0 with another state`. */
export function differenceOf(own: ProtocolIdentity, { name, version, digest }: ProtocolIdentity): string {
  const [wire, state] = partsOf(digest);
  const [ownWire, ownState] = partsOf(own.digest);
  const isOtherState = state !== undefined && ownState !== undefined && state !== ownState;
  const sameEvents = isOtherState ? "another state" : "the same events and perhaps another state";
  return `${name} ${version} with ${wire === ownWire ? sameEvents : `other events${isOtherState ? " and another state" : ""}`}`;
}

function partsOf(digest: string): readonly [wire: string, state: string | undefined] {
  const [wire = "", state] = digest.split(".");
  return [wire, state];
}

function major(version: string): string {
  return version.split(".", 1)[0] ?? version;
}
