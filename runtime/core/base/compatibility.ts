/** A build of a protocol, as its generated entry object names it. */
type ProtocolIdentity = { readonly name: string; readonly version: string; readonly digest: string };

/** What two builds of a protocol make of each other. */
export type Compatibility = "same" | "warn" | "refuse";

/** Verdicts on the other peer's digest, as `dagwire check` finds them between releases; what it does not list is judged by version. */
export type SupportMatrix = { readonly [digest: string]: "same" | "warn" | "refuse" };

/**
 * Judges the other peer's protocol: another name never fits, an equal digest always does, then the
 * matrix decides, and without an entry there an equal major version passes with a warning.
 *
 * A digest is that of the events and, after a dot, that of the state. A peer built before there was a part
 * for the state sends none, and may be any build with its events: the worst verdict on these counts, and
 * it passes with a warning at best. Without a verdict it passes if its events are the own ones.
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

/** Names the other peer's build, and what of it is another: `toy 1.1.0 with another state`. */
export function differenceOf(own: ProtocolIdentity, { name, version, digest }: ProtocolIdentity): string {
  const [wire, state] = partsOf(digest);
  const [ownWire, ownState] = partsOf(own.digest);
  const isTold = state !== undefined && ownState !== undefined;
  const events = wire !== ownWire ? "other events" : isTold ? "" : "the same events and perhaps another state";
  return `${name} ${version} with ${[events, isTold && state !== ownState ? "another state" : ""].filter(Boolean).join(" and ")}`;
}

function partsOf(digest: string): readonly [wire: string, state: string | undefined] {
  const [wire = "", state] = digest.split(".");
  return [wire, state];
}

function major(version: string): string {
  return version.split(".", 1)[0] ?? version;
}
