import type { EventPair } from "../evolution/peer/pair-events.js";
import type { Questions } from "../evolution/peer/wire.js";
import { canonical } from "../schema/canonical.js";
import { envelopeSchema } from "../model/envelope-schema.js";
import type { Direction, EventModel } from "../model/event-model.js";
import { listedView } from "../schema/open-enum.js";
import type { Schema } from "../schema/schema.js";
import type { Finding } from "../diagnostics/diagnostic.js";
import type { ProtocolModel } from "../model/protocol.js";

/** The ways in which a version number can grow, the smallest first. */
export const bumps = ["none", "patch", "minor", "major"] as const;

/** One of {@link bumps}. */
export type Bump = (typeof bumps)[number];

/** The results of a check that decide how far a version number must grow. */
export type VersionFacts = {
  /** True if a gated flow breaks or is undecided, also if all findings are waived. */
  readonly breaksWire: boolean;
  /** True if TypeScript code for the old generated package no longer compiles. */
  readonly breaksSource: boolean;
  /** True if every message of today's version is also valid in the earlier version. */
  readonly newInOld: boolean;
  /** True if every message of the earlier version is also valid in today's version. */
  readonly oldInNew: boolean;
};

/** How far the protocol's version and the generated package's version must grow at least. Authors may choose larger ones. */
export type Suggestion = { readonly protocol: Bump; readonly package: Bump };

/** The lowest version that today's protocol may have. */
export type VersionReport = Suggestion & {
  /** The newest deployed baseline. The suggested version is counted from the version of this baseline. */
  readonly baseline: string;
  readonly from: string;
  readonly declared: string;
  /** The lowest version that the changes allow. */
  readonly suggested: string;
};

/** Returns how far the two version numbers must grow at least, by the table under "Versions" in docs/COMPATIBILITY.md. */
export function suggestBumps({ breaksWire, breaksSource, newInOld, oldInNew }: VersionFacts): Suggestion {
  if (breaksWire) return { protocol: "major", package: "major" };
  const isSame = newInOld && oldInNew;
  const protocol = isSame ? "none" : newInOld && !breaksSource ? "patch" : "minor";
  return { protocol, package: breaksSource ? "major" : protocol };
}

/** Returns the next version. Below 1.0.0 a major step becomes a minor one, and other steps a patch (semver 2.0.0, item 4). */
export function nextVersion(version: string, bump: Bump): string {
  const [major, minor, patch] = numbersOf(version);
  const isPreview = version.includes("-");
  switch (major === 0 ? early[bump] : bump) {
    case "none":
      return version;
    case "patch":
      return isPreview ? `${major}.${minor}.${patch}` : `${major}.${minor}.${patch + 1}`;
    case "minor":
      return isPreview && patch === 0 ? `${major}.${minor}.0` : `${major}.${minor + 1}.0`;
    case "major":
      return isPreview && minor === 0 && patch === 0 ? `${major}.0.0` : `${major + 1}.0.0`;
  }
}

const early: Readonly<Record<Bump, Bump>> = { none: "none", patch: "patch", minor: "patch", major: "minor" };

/** Names a step of a version. Below 1.0.0 the name alone misleads, because a major step then raises the second number. */
export function stepText(bump: Bump, from: string): string {
  if (bump === "none" || numbersOf(from)[0] > 0) return `${bump} step`;
  return `${bump} step, which before 1.0.0 raises the ${early[bump] === "minor" ? "second" : "third"} number`;
}

/** Returns true if `version` is lower than `other`. Ignores the part after a hyphen. */
export function isLower(version: string, other: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(other)];
  const index = a.findIndex((part, position) => part !== b[position]);
  return index !== -1 && (a[index] ?? 0) < (b[index] ?? 0);
}

function numbersOf(version: string): [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = (version.split("-")[0] ?? "").split(".").map(Number);
  return [major, minor, patch];
}

/**
 * Whether all messages of today's version are valid in the earlier one (`newInOld`), and the reverse (`oldInNew`), by
 * the schemas as written.
 */
export type WireRelation = { readonly newInOld: boolean; readonly oldInNew: boolean };

/**
 * Decides whether each of two versions accepts all messages of the other. An undecided question counts as "no". A value
 * that was added to an open enum counts as new, although the earlier version accepts it.
 */
export function wireRelation(pairs: Readonly<Record<Direction, readonly EventPair[]>>, questions: Questions): WireRelation {
  const all = [...pairs.server, ...pairs.client];
  const isWithin = (one: Schema, other: Schema): boolean => questions.isSubset(one, other).verdict === "yes";
  const isIn = (inner: EventModel | undefined, outer: EventModel | undefined): boolean => {
    if (inner === undefined) return true;
    if (outer === undefined) return false;
    const [a, b] = [envelopeSchema(inner), envelopeSchema(outer)];
    if (canonical(a) === canonical(b)) return true;
    const [listedA, listedB] = [listedView(a), listedView(b)];
    return isWithin(a, b) && ((listedA === a && listedB === b) || isWithin(listedA, listedB));
  };
  return {
    newInOld: all.every(({ before, after }) => isIn(after, before)),
    oldInNew: all.every(({ before, after }) => isIn(before, after)),
  };
}

/** Returns a finding if the version in the manifest is too low for the changes. */
export function versionFindings({ manifest, name }: ProtocolModel, version: VersionReport | undefined): Finding[] {
  if (version === undefined || !isLower(version.declared, version.suggested)) return [];
  const { declared, suggested, baseline, from, protocol } = version;
  const message = `The version of "${name}" is ${declared}, but the changes since ${baseline} (${from}) need a ${stepText(protocol, from)}.`;
  return [
    {
      rule: "PROTOCOL_VERSION_TOO_LOW",
      place: { file: manifest, pointer: "/version", on: "value" },
      message,
      hint: `Set "version" to ${suggested} or higher.`,
    },
  ];
}
