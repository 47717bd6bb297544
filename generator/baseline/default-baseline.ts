import { BaselineError } from "./baseline-error.js";
import { Git } from "./git.js";

/** What is compared against where nobody said, and why. */
export type DefaultBaseline = { readonly name: string; readonly reason: string };

/**
 * The last release tag; before the first release what the branch began at, on the main branch the
 * commit before, and where there is none the commit itself. In a shallow clone the commit itself says
 * nothing about what was released, so it is refused there.
 *
 * @throws BaselineError outside of a repository that has a commit, and in a shallow clone that holds nothing earlier.
 */
export function defaultBaseline(root: string): DefaultBaseline {
  const git = new Git(root);
  const head = git.commitOf("HEAD");
  if (head === undefined) throw new BaselineError("there is no git history to compare with. Name a baseline with --against.");
  const tag = git.lastReleaseTag;
  if (tag !== undefined) return { name: `git:${tag}`, reason: "the last release tag" };
  const { isShallow } = git;
  const unreleased = isShallow ? "this clone is shallow and holds no release tag" : "nothing was released yet";
  const base = baseOf(git);
  if (base !== undefined && base !== head)
    return { name: `git:${base.slice(0, 12)}`, reason: `${unreleased}: where this branch left main` };
  if (git.commitOf("HEAD~1") !== undefined) return { name: "git:HEAD~1", reason: `${unreleased}: the commit before` };
  if (isShallow) throw new BaselineError(nothingEarlier);
  return { name: "git:HEAD", reason: "nothing was released yet, and there is one commit only" };
}

const nothingEarlier =
  "this clone is shallow: it holds neither a release tag nor an earlier commit, so there is nothing to compare with. " +
  "Fetch the history (git fetch --unshallow --tags; in actions/checkout: fetch-depth: 0), or name a baseline with --against.";

function baseOf(git: Git): string | undefined {
  const main = ["main", "master"].find((name) => git.commitOf(name) !== undefined);
  const commit = main === undefined ? undefined : git.commitOf(main);
  return commit === undefined ? undefined : git.mergeBase("HEAD", commit);
}
