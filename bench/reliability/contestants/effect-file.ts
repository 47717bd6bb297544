import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const name = "effects.txt";

/** What a command does in a server that has no log: a line in a file. */
export function applyEffect(folder: string, id: string): void {
  appendFileSync(join(folder, name), `${id}\n`);
}

/** Ids of the commands that took effect. */
export function effectsIn(folder: string): readonly string[] {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
}
