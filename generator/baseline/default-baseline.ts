import { BaselineError } from "./baseline-error.js";
import { Git } from "./git.js";

/** What is compared against where nobody said, and why. */
export type DefaultBaseline = { readonly name: string; readonly reason: string };

/**
 * The last release tag; before the first release what the branch began at, on the main branch the
 * commit before, and where there is none the commit itself.
 *
 * @throws BaselineError outside of a repository that has a commit.
 */
export function defaultBaseline(root: string): DefaultBaseline {
  const git = new Git(root);
  const head = git.commitOf("HEAD");
  if (head === undefined) throw new BaselineError("there is no git history to compare with. Name a baseline with --against.");
  const tag = git.lastReleaseTag;
  if (tag !== undefined) return { name: `git:${tag}`, reason: "the last release tag" };
  const base = baseOf(git);
  if (base !== undefined && base !== head)
    return { name: `git:${base.slice(0, 12)}`, reason: "nothing was released yet: where this branch left main" };
  if (git.commitOf("HEAD~1") !== undefined) return { name: "git:HEAD~1", reason: "nothing was released yet: the commit before" };
  const why = git.isShallow
    ? "this clone is shallow, so tags and history are missing: only uncommitted changes are seen"
    : "there is one commit only";
  return { name: "git:HEAD", reason: `nothing was released yet, and ${why}` };
}

function baseOf(git: Git): string | undefined {
  const main = ["main", "master"].find((name) => git.commitOf(name) !== undefined);
  const commit = main === undefined ? undefined : git.commitOf(main);
  return commit === undefined ? undefined : git.mergeBase("HEAD", commit);
}
