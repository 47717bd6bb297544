/** How much a version has to grow, least first. */
export const bumps = ["none", "patch", "minor", "major"] as const;

/** One of {@link bumps}. */
export type Bump = (typeof bumps)[number];

/** What was found out about all events together. */
export type VersionFacts = {
  /** True where a gated flow breaks or is undecided, waived or not. */
  readonly breaksWire: boolean;
  /** True where TypeScript written against the old package no longer compiles. */
  readonly breaksSource: boolean;
  /** True where every message of today was one before. */
  readonly newInOld: boolean;
  /** True where every message of before still is one. */
  readonly oldInNew: boolean;
};

/** How much the two versions have to grow at least; authors may know reasons for more. */
export type Suggestion = { readonly protocol: Bump; readonly package: Bump };

/** By the table in docs/COMPATIBILITY.md. */
export function suggestBumps({ breaksWire, breaksSource, newInOld, oldInNew }: VersionFacts): Suggestion {
  if (breaksWire) return { protocol: "major", package: "major" };
  const isSame = newInOld && oldInNew;
  const protocol = isSame ? "none" : newInOld && !breaksSource ? "patch" : "minor";
  return { protocol, package: breaksSource ? "major" : protocol };
}

/** The least version that a bump allows. Below 1.0.0 a break needs a minor step only, and all else a patch (semver 2.0.0, 4). */
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

/** True where `version` comes before `other`; what follows a hyphen counts for nothing. */
export function isLower(version: string, other: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(other)];
  const index = a.findIndex((part, position) => part !== b[position]);
  return index !== -1 && (a[index] ?? 0) < (b[index] ?? 0);
}

function numbersOf(version: string): [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = (version.split("-")[0] ?? "").split(".").map(Number);
  return [major, minor, patch];
}
