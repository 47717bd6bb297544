import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

/**
 * Copies the repository to a temporary folder, with links to the installed packages. Links to the packages of the repository lead to
 * their copies. The shared data beside the repository are beside the copy, too. Mutants never touch the working tree.
 */
export function copyOfRepository(): string {
  const root = process.cwd();
  const copy = join(mkdtempSync(join(tmpdir(), "dagwire-mutate-")), "repository");
  const shared = join(dirname(root), "shared");
  if (existsSync(shared)) symlinkSync(realpathSync(shared), join(dirname(copy), "shared"));
  const left = new Set(["node_modules", ".git", ".dagwire"]);
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(relative(root, path)) });
  const own = new Set(["@dagwire", "dagwire"]);
  mkdirSync(join(copy, "node_modules"));
  for (const name of readdirSync(join(root, "node_modules"))) {
    const [from, to] = [join(root, "node_modules", name), join(copy, "node_modules", name)];
    if (own.has(name)) cpSync(from, to, { recursive: true, verbatimSymlinks: true });
    else symlinkSync(from, to);
  }
  return copy;
}

/** Removes a copy of the repository. */
export function removeCopy(copy: string): void {
  rmSync(dirname(copy), { recursive: true, force: true });
}
