import { BaselineError } from "./tree.js";
import { Git } from "./git.js";

/** The baseline that dagwire chooses if the user names none, with the reason. */
export type DefaultBaseline = { readonly name: string; readonly reason: string };

/**
 * Chooses the last release tag. Before the first release it chooses the commit where the branch left main, and on main
 * itself the commit before the current one. If a repository has a single commit, it chooses this commit. In a shallow
 * clone it chooses no such commit, because earlier releases may be missing from the clone.
 * @throws BaselineError if the folder is in no repository with a commit, or if a shallow clone has no earlier commit.
 */
export function defaultBaseline(root: string): DefaultBaseline {
  const git = new Git(root);
  const head = git.commitOf("HEAD");
  if (head === undefined) throw new BaselineError("this folder has no git history to compare with. Name a baseline with --against.");
  const tag = git.lastReleaseTag;
  if (tag !== undefined) return { name: `git:${tag}`, reason: "the last release tag" };
  const { isShallow } = git;
  const unreleased = isShallow ? "this clone is shallow and has no release tag" : "no release tag yet";
  const base = baseOf(git);
  if (base !== undefined && base !== head)
    return { name: `git:${base.slice(0, 12)}`, reason: `${unreleased}, so the commit where this branch left main` };
  if (git.commitOf("HEAD~1") !== undefined) return { name: "git:HEAD~1", reason: `${unreleased}, so the commit before this one` };
  if (isShallow) throw new BaselineError(nothingEarlier);
  return { name: "git:HEAD", reason: onlyCommit };
}

const onlyCommit = "no release tag yet, and the history has a single commit, so only changes that are not committed yet are compared";

const nothingEarlier =
  "this clone is shallow: it has neither a release tag nor an earlier commit to compare with. " +
  "Fetch the history (git fetch --unshallow --tags; in actions/checkout: fetch-depth: 0), or name a baseline with --against.";

function baseOf(git: Git): string | undefined {
  const main = ["main", "master"].find((name) => git.commitOf(name) !== undefined);
  const commit = main === undefined ? undefined : git.commitOf(main);
  return commit === undefined ? undefined : git.mergeBase("HEAD", commit);
}
