import { readFileSync, statSync } from "node:fs";

type Kept = { readonly version: string; readonly text: string };

/** Caches the texts of generated files. Reads a file again only if its time or size on the disk has changed since. */
export class OutputTexts {
  readonly #kept = new Map<string, Kept>();

  /**
   * Returns the text of a file, from the cache if the file has not changed.
   *
   * @throws the file system's error if the file cannot be read.
   */
  read(path: string): string {
    const version = versionOf(path);
    const kept = this.#kept.get(path);
    if (kept?.version === version) return kept.text;
    const text = readFileSync(path, "utf8");
    this.#kept.set(path, { version, text });
    return text;
  }

  /** Records the text of a file that has just been written. */
  wrote(path: string, text: string): void {
    this.#kept.set(path, { version: versionOf(path), text });
  }
}

function versionOf(path: string): string {
  const { mtimeMs, ctimeMs, size, ino } = statSync(path);
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}
