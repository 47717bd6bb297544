import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const name = "effects.txt";

/** Writes a line to a file: the effect of a command in a server without a log. */
export function applyEffect(folder: string, id: string): void {
  appendFileSync(join(folder, name), `${id}\n`);
}

/** Reads the ids of the commands that took effect. */
export function effectsIn(folder: string): readonly string[] {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
}
