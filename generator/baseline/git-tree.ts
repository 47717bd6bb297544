import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import type { InputLog } from "../load/input-log.js";
import { BaselineError, byDepth, temporaryFolder } from "./tree.js";
import type { Git, GitFile } from "./git.js";
import type { Tree } from "./tree.js";

const maxFileBytes = 16 * 1024 * 1024;
const maxTotalBytes = 64 * 1024 * 1024;
const maxLinks = 8;

/**
 * Returns the {@link Tree} of a baseline that is a git commit, without a checkout. Writes a file to a temporary folder
 * only when it is asked for.
 * @throws BaselineError if the folder is in no git repository, or if git does not know the ref.
 */
export function gitTree(git: Git, ref: string): Tree {
  if (git.top === undefined)
    throw new BaselineError(`"git:${ref}": this folder is in no git repository. Name a folder or a package instead.`);
  const commit = git.commitOf(ref);
  if (commit === undefined) throw new BaselineError(unknownRef(git, ref));
  const folder = temporaryFolder();
  const files = new CommitFiles(git, git.filesOf(commit), folder.path);
  return {
    label: `git:${ref}`,
    folder: folder.path,
    inside: git.inside,
    jsonFiles: () => files.jsonFiles(),
    provide: (path) => files.provide([path]),
    provideMissing: (inputs) => files.provideMissing(inputs),
    dispose: folder.remove,
  };
}

function unknownRef(git: Git, ref: string): string {
  const reason = git.isShallow
    ? "this clone is shallow, so most of its history is missing. Fetch it (actions/checkout: fetch-depth: 0; else git fetch --unshallow --tags)."
    : "git knows no such commit. Check the name, or fetch it (git fetch --tags).";
  return `"git:${ref}": ${reason}`;
}

class CommitFiles {
  readonly #git: Git;
  readonly #files: ReadonlyMap<string, GitFile>;
  readonly #folder: string;
  readonly #provided = new Set<string>();
  #totalBytes = 0;

  constructor(git: Git, files: readonly GitFile[], folder: string) {
    this.#git = git;
    this.#files = new Map(files.map((file) => [file.path, file]));
    this.#folder = folder;
  }

  jsonFiles(): readonly string[] {
    const paths = [...this.#files.keys()].filter((path) => path.endsWith(".json") && !path.split("/").includes("node_modules"));
    return paths.toSorted(byDepth);
  }

  /** Writes files of the commit to the temporary folder. Returns true if one of them had not been written before. */
  provide(paths: readonly string[]): boolean {
    const wanted = [...new Set(paths)].filter((path) => !this.#provided.has(path) && isPlain(path));
    const found = wanted.flatMap((path) => {
      const file = this.#follow(path, 0);
      return file === undefined || file.bytes > maxFileBytes ? [] : [{ path, file }];
    });
    this.#totalBytes += found.reduce((sum, { file }) => sum + file.bytes, 0);
    if (this.#totalBytes > maxTotalBytes)
      throw new BaselineError(
        `the schemas of the commit have more than ${maxTotalBytes / 1024 / 1024} MiB. List fewer schema files in the manifest.`,
      );
    const contents = this.#git.contentsOf(found.map(({ file }) => file));
    for (const [index, { path }] of found.entries()) {
      this.#provided.add(path);
      const target = join(this.#folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, contents[index] ?? "");
    }
    return found.length > 0;
  }

  provideMissing(inputs: InputLog): boolean {
    const missing = inputs.files.filter((path) => !existsSync(path)).map((path) => this.#inside(path));
    const searched = inputs.folders.flatMap(({ path, isDeep }) => this.#below(this.#inside(path), isDeep));
    return this.provide([...missing, ...searched].filter((path) => path !== undefined));
  }

  #inside(path: string): string | undefined {
    const inside = relative(this.#folder, path).split(sep).join("/");
    return inside.startsWith("../") || inside === ".." ? undefined : inside;
  }

  #below(folder: string | undefined, isDeep: boolean): string[] {
    if (folder === undefined) return [];
    const prefix = folder === "" ? "" : `${folder}/`;
    return [...this.#files.keys()].filter((path) => {
      if (!path.startsWith(prefix) || !path.endsWith(".json")) return false;
      return isDeep ? !path.split("/").includes("node_modules") : !path.slice(prefix.length).includes("/");
    });
  }

  /**
   * Returns the file of the commit that a path leads to. Follows symbolic links inside the commit, never on this disk.
   */
  #follow(path: string, links: number): GitFile | undefined {
    const file = this.#files.get(path);
    if (file?.isLink !== true || links > maxLinks) return file?.isLink === true ? undefined : file;
    const [target] = this.#git.contentsOf([file]);
    return this.#follow(posix.join(posix.dirname(path), target?.toString("utf8") ?? ""), links + 1);
  }
}

function isPlain(path: string): boolean {
  return !path.startsWith("/") && !path.split("/").some((part) => part === ".." || part === "");
}
