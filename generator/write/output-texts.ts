import { readFileSync, statSync } from "node:fs";

type Kept = { readonly version: string; readonly text: string };

/** The texts of output files, read again only when a file is no longer the one that was read or written. */
export class OutputTexts {
  readonly #kept = new Map<string, Kept>();

  /**
   * The text of a file.
   *
   * @throws the file system's error where it cannot be read.
   */
  read(path: string): string {
    const version = versionOf(path);
    const kept = this.#kept.get(path);
    if (kept?.version === version) return kept.text;
    const text = readFileSync(path, "utf8");
    this.#kept.set(path, { version, text });
    return text;
  }

  /** Notes that a file has just been written. */
  wrote(path: string, text: string): void {
    this.#kept.set(path, { version: versionOf(path), text });
  }
}

function versionOf(path: string): string {
  const { mtimeMs, ctimeMs, size, ino } = statSync(path);
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}
