import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Files of a folder: an object is written as JSON, a string as it is. */
export type FolderContents = Readonly<Record<string, object | string>>;

/** Makes a temporary folder that is gone when the test ends. */
export function temporaryFolder(contents: FolderContents = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "dagwire-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFolder(folder, contents);
  return folder;
}

/** Writes files below a folder. */
export function writeFolder(folder: string, contents: FolderContents): void {
  for (const [path, value] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof value === "string" ? value : `${JSON.stringify(value, undefined, 2)}\n`);
  }
}

/** A manifest with what a test does not care about filled in. */
export function manifest(parts: object): object {
  return { name: "test", version: "1.0.0", ...parts };
}

/** An event's schema with a constant `type`. */
export function eventSchema(type: string, properties: object = {}, required: readonly string[] = []): object {
  return { type: "object", properties: { type: { const: type }, ...properties }, required: ["type", ...required] };
}
