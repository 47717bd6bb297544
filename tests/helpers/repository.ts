import { execFileSync } from "node:child_process";
import { temporaryFolder } from "./protocol-folder.js";
import type { FolderContents } from "./protocol-folder.js";

const identity = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"];

/** Runs git in a folder. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
}

/** Commits everything in a folder. */
export function commit(folder: string, message: string): void {
  git(folder, "add", "-A");
  git(folder, "commit", "--allow-empty", "-m", message);
}

/** Makes a temporary git repository with one commit on `main`. */
export function repository(contents: FolderContents): string {
  const folder = temporaryFolder(contents);
  git(folder, "init");
  commit(folder, "first");
  return folder;
}
