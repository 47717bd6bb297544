import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { BaselineError, temporaryFolder } from "./tree.js";
import { tarballBytes } from "./inflate.js";
import { folderTree } from "./folder-tree.js";
import type { Tree } from "./tree.js";

const maxTotalBytes = 64 * 1024 * 1024;
const maxFiles = 20_000;

/**
 * Returns the {@link Tree} of a baseline that is a tarball of `npm pack`.
 * @throws BaselineError if the tarball cannot be read or has too many JSON files.
 */
export function tarballTree(label: string, path: string): Tree {
  const folder = temporaryFolder();
  try {
    extract(path, folder.path);
  } catch (error) {
    folder.remove();
    if (error instanceof BaselineError) throw new BaselineError(`"${label}": ${error.message}`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new BaselineError(`"${label}" cannot be read as a tarball (${reason}). Name a file that \`npm pack\` wrote.`);
  }
  return folderTree(label, rootOf(folder.path), folder.remove);
}

function extract(path: string, folder: string): void {
  // The module is loaded only when it is needed, because few runs read a tarball.
  const tar = createRequire(import.meta.url)("tar") as typeof import("tar");
  let bytes = 0;
  let files = 0;
  const unpack = tar.extract({
    cwd: folder,
    sync: true,
    strict: true,
    filter: (name, entry) => {
      if (!name.endsWith(".json") || ("type" in entry && entry.type !== "File")) return false;
      bytes += entry.size ?? 0;
      files += 1;
      if (bytes > maxTotalBytes || files > maxFiles)
        throw new BaselineError(
          `the tarball has more than ${maxFiles} JSON files, or JSON files of more than ${maxTotalBytes / 1024 / 1024} MiB. Name a folder with the schemas alone.`,
        );
      return true;
    },
  });
  unpack.end(tarballBytes(path));
}

/**
 * Returns the folder of the package inside the folder of the extracted tarball. `npm pack` puts all files into one
 * folder, `package`.
 */
function rootOf(folder: string): string {
  const [only, ...others] = readdirSync(folder, { withFileTypes: true });
  return only?.isDirectory() === true && others.length === 0 ? join(folder, only.name) : folder;
}
