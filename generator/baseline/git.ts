import { realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import { BaselineError } from "./tree.js";
import { runTool } from "./run-tool.js";

/** A file of a commit: its path, and the id of the git object with its contents. */
export type GitFile = { readonly path: string; readonly object: string; readonly bytes: number; readonly isLink: boolean };

/** Reads the history of a git repository. Never changes the working tree. */
export class Git {
  readonly #cwd: string;
  #top: string | undefined;

  /** @param cwd a folder inside the repository. */
  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** The root of the working tree, or `undefined` if the folder is in no repository. */
  get top(): string | undefined {
    this.#top ??= this.#line(["rev-parse", "--show-toplevel"]);
    return this.#top;
  }

  /** The path of the folder relative to the root of the working tree, with slashes. */
  get inside(): string {
    return this.top === undefined ? "" : relative(realpathSync(this.top), realpathSync(this.#cwd)).split(sep).join("/");
  }

  /**
   * Returns the commit of a ref, or `undefined` if git does not know the ref. Also finds a branch that exists only at
   * `origin`.
   */
  commitOf(ref: string): string | undefined {
    if (ref === "") return undefined;
    for (const name of [ref, `origin/${ref}`]) {
      const commit = this.#line(["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]);
      if (commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
    }
    return undefined;
  }

  /** True if the clone holds only a part of the history. */
  get isShallow(): boolean {
    return this.#line(["rev-parse", "--is-shallow-repository"]) === "true";
  }

  /** The tag nearest to `HEAD` that has the form of a version, such as `v1.0.0`. */
  get lastReleaseTag(): string | undefined {
    return this.#line(["describe", "--tags", "--abbrev=0", "--match", "*[0-9].[0-9]*"]);
  }

  /** Returns the newest commit that is in the history of both commits. */
  mergeBase(a: string, b: string): string | undefined {
    return this.#line(["merge-base", a, b]);
  }

  /** Lists every file of a commit. */
  filesOf(commit: string): GitFile[] {
    const { isFine, stdout, stderr } = runTool("git", ["ls-tree", "-r", "-l", "-z", "--full-tree", commit], this.#cwd);
    if (!isFine) throw new BaselineError(`git cannot list commit ${commit}: ${firstLine(stderr)} Fetch it, or name another baseline.`);
    return stdout
      .toString("utf8")
      .split("\0")
      .flatMap((line) => {
        const [, mode = "", type, object = "", size = "0", path = ""] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(line) ?? [];
        return type === "blob" ? [{ path, object, bytes: Number(size), isLink: mode === "120000" }] : [];
      });
  }

  /** Returns the contents of files, in the order of the list. */
  contentsOf(files: readonly GitFile[]): Buffer[] {
    if (files.length === 0) return [];
    const input = files.map(({ object }) => `${object}\n`).join("");
    const { isFine, stdout, stderr } = runTool("git", ["cat-file", "--batch"], this.#cwd, input);
    if (!isFine)
      throw new BaselineError(`git cannot read a file of the baseline: ${firstLine(stderr)} Try \`git fsck\`, or name another baseline.`);
    return splitBatch(stdout, files);
  }

  #line(args: readonly string[]): string | undefined {
    const { isFine, stdout } = runTool("git", args, this.#cwd);
    const text = stdout.toString("utf8").trim();
    return isFine && text !== "" ? text : undefined;
  }
}

/**
 * Splits the output of `git cat-file --batch` into the contents of files. For each file the output has a line `<object>
 * blob <size>`, the bytes, and a line break.
 */
function splitBatch(output: Buffer, files: readonly GitFile[]): Buffer[] {
  let start = 0;
  return files.map(({ path }) => {
    const end = output.indexOf(0x0a, start);
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(output.toString("latin1", start, end)) ?? [];
    if (end === -1 || size === undefined)
      throw new BaselineError(`git does not have the contents of "${path}". In a partial clone, fetch it first.`);
    const contents = output.subarray(end + 1, end + 1 + Number(size));
    start = end + 2 + Number(size);
    return contents;
  });
}

function firstLine(text: string): string {
  const [line = ""] = text.trim().split("\n");
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
