import { realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import { BaselineError } from "./tree.js";
import { runTool } from "./run-tool.js";

/** One file of a commit. */
export type GitFile = { readonly path: string; readonly object: string; readonly bytes: number; readonly isLink: boolean };

/** Reads a repository's history. Never changes its working tree. */
export class Git {
  readonly #cwd: string;
  #top: string | undefined;

  /** @param cwd a folder inside the repository. */
  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** The working tree's root, or `undefined` outside of a repository. */
  get top(): string | undefined {
    this.#top ??= this.#line(["rev-parse", "--show-toplevel"]);
    return this.#top;
  }

  /** Path of the folder relative to the root, with slashes. */
  get inside(): string {
    return this.top === undefined ? "" : relative(realpathSync(this.top), realpathSync(this.#cwd)).split(sep).join("/");
  }

  /** Returns the commit of a ref, or `undefined` if git knows none. A branch that exists only at `origin` counts. */
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

  /** The tag nearest to `HEAD` that looks like a version. */
  get lastReleaseTag(): string | undefined {
    return this.#line(["describe", "--tags", "--abbrev=0", "--match", "*[0-9].[0-9]*"]);
  }

  /** Returns the newest commit that the histories of two commits share. */
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

  /** Reads the contents of files, in the order of the list. */
  contentsOf(files: readonly GitFile[]): Buffer[] {
    if (files.length === 0) return [];
    const input = files.map(({ object }) => `${object}\n`).join("");
    const { isFine, stdout, stderr } = runTool("git", ["cat-file", "--batch"], this.#cwd, input);
    if (!isFine) throw new BaselineError(`git cannot read a file: ${firstLine(stderr)} Try \`git fsck\`, or name another baseline.`);
    return splitBatch(stdout, files);
  }

  #line(args: readonly string[]): string | undefined {
    const { isFine, stdout } = runTool("git", args, this.#cwd);
    const text = stdout.toString("utf8").trim();
    return isFine && text !== "" ? text : undefined;
  }
}

/** Splits the output of `git cat-file --batch`. Each file is a line `<object> blob <size>`, its bytes, and a line break. */
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
