import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { contentTypeOf } from "./content-types.js";

/** A file to send. */
export type StaticFile = { readonly content: Buffer; readonly contentType: string; readonly immutable: boolean };

/** Reads files below one folder. Never reads a file outside of the folder. */
export class StaticFiles {
  readonly #root: string;

  constructor(root: string) {
    this.#root = path.resolve(root);
  }

  /** Returns the file for a percent-encoded path of a URL, or `undefined` if none exists. The path `/` is `index.html`. */
  async find(urlPath: string): Promise<StaticFile | undefined> {
    const relative = decodePath(urlPath === "/" ? "/index.html" : urlPath);
    if (relative === undefined) return undefined;
    try {
      // The real path is checked, so that a symbolic link cannot lead out of the folder.
      const root = await realpath(this.#root);
      const file = await realpath(path.join(root, relative));
      if (!file.startsWith(root + path.sep)) return undefined;
      return { content: await readFile(file), contentType: contentTypeOf(file), immutable: isHashed(relative) };
    } catch {
      return undefined;
    }
  }
}

function decodePath(urlPath: string): string | undefined {
  try {
    const decoded = decodeURIComponent(urlPath);
    return decoded.includes("\0") || decoded.includes("\\") ? undefined : decoded;
  } catch {
    return undefined;
  }
}

/** Returns true for a file whose name contains a hash of its content, because Vite has written it to /assets/. */
function isHashed(relative: string): boolean {
  return relative.startsWith("/assets/");
}
