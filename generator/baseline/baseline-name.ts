import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { BaselineError } from "./tree.js";

/** Where a baseline is read from: git, npm, a tarball or a folder. */
export type BaselineName =
  | { readonly kind: "git"; readonly ref: string }
  | { readonly kind: "folder" | "manifest" | "tarball"; readonly path: string }
  | { readonly kind: "npm"; readonly spec: string };

/** Matches `name@version` and `@scope/name@version`. A tag such as `latest` may stand for the version. */
const packageSpec = /^(?:@[\w.~-]+\/)?[\w.~-]+@[\w.^~+-]+$/;

/**
 * Parses the name of a baseline from `--against` or the manifest's `retained`: `git:REF`, `npm:NAME@VERSION` or a path.
 * A name without a prefix may be a git ref, a path or a package.
 * @param root the folder that paths are relative to.
 * @param isRef returns true if git knows a name as a commit.
 * @throws BaselineError if the name is no ref, path or package, or is both a ref and a path.
 */
export function readBaselineName(text: string, root: string, isRef: (ref: string) => boolean): BaselineName {
  if (text.startsWith("git:")) return { kind: "git", ref: text.slice(4) };
  if (text.startsWith("npm:")) return npmName(text, text.slice(4));
  const path = resolve(root, text);
  const isPath = text !== "" && existsSync(path);
  if (isPath && isBare(text) && isRef(text))
    throw new BaselineError(`"${text}" is a git ref and a path. Write "git:${text}" or "./${text}".`);
  if (isPath) return pathName(path);
  if (/^\.{0,2}\//.test(text) || /\.(?:tgz|tar\.gz|json)$/.test(text))
    throw new BaselineError(`"${text}" does not exist. Check the path; it is relative to ${root}.`);
  if (text !== "" && isRef(text)) return { kind: "git", ref: text };
  if (packageSpec.test(text)) return { kind: "npm", spec: text };
  throw new BaselineError(
    `"${text}" is neither a git ref, a path nor a package. Name a git ref that this clone has (git fetch --tags), a folder, a protocol.json, a .tgz, or name@version.`,
  );
}

function isBare(text: string): boolean {
  return !/^(?:\.{1,2}\/|\/)/.test(text);
}

function pathName(path: string): BaselineName {
  if (/\.(?:tgz|tar\.gz|tar)$/.test(path)) return { kind: "tarball", path };
  return { kind: path.endsWith(".json") ? "manifest" : "folder", path };
}

function npmName(text: string, spec: string): BaselineName {
  if (packageSpec.test(spec)) return { kind: "npm", spec };
  throw new BaselineError(`"${text}" names no package with its version. Write npm:name@1.0.0 or npm:@scope/name@1.0.0.`);
}
