import { dirname } from "node:path";
import { BaselineError } from "./tree.js";
import { readBaselineName } from "./baseline-name.js";
import { folderTree } from "./folder-tree.js";
import { Git } from "./git.js";
import { gitTree } from "./git-tree.js";
import { npmTree } from "./npm-tree.js";
import { tarballTree } from "./tarball-tree.js";
import type { Tree } from "./tree.js";

/**
 * Opens a baseline by its name in `--against` or `retained`.
 * @param root the folder that paths are relative to. Git refs are looked up in the repository of this folder.
 * @throws BaselineError if the baseline cannot be opened.
 */
export function openTree(text: string, root: string): Tree {
  const git = new Git(root);
  const name = readBaselineName(text, root, (ref) => isRef(git, ref));
  switch (name.kind) {
    case "git":
      return gitTree(git, name.ref);
    case "npm":
      return npmTree(name.spec, root);
    case "tarball":
      return tarballTree(text, name.path);
    case "manifest":
      return folderTree(text, dirname(name.path));
    case "folder":
      return folderTree(text, name.path);
  }
}

/** Returns true if git knows the ref. Returns false if git is not installed, so that paths still work. */
function isRef(git: Git, ref: string): boolean {
  try {
    return git.commitOf(ref) !== undefined;
  } catch (error) {
    if (error instanceof BaselineError) return false;
    throw error;
  }
}
