import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** The files of a folder. An object is written as JSON, a string unchanged. */
export type FolderContents = Readonly<Record<string, object | string>>;

/** Makes a temporary folder, which the end of the test removes. */
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

/** Returns a manifest. Fills in the options that a test does not set. */
export function manifest(parts: object): object {
  return { name: "test", version: "1.0.0", ...parts };
}

/** Returns an event's schema with a constant `type`. */
export function eventSchema(type: string, properties: object = {}, required: readonly string[] = []): object {
  return { type: "object", properties: { type: { const: type }, ...properties }, required: ["type", ...required] };
}
