import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { limitRow, plainRow } from "../harness/table.js";
import type { Row, Table } from "../harness/table.js";
import { generate, prepareProject } from "../protocol/prepare.js";
import { addEvent } from "../protocol/write-protocol.js";

type Change = { readonly own: number; readonly elsewhere: number; readonly removed: number };

const events = 1000;

/** Measures how many lines of the generated files a new event changes. */
export function addedEventTable(): Table {
  const project = prepareProject({ name: "added-event", events });
  generate(project);
  const before = readFiles(project.generated);
  const tag = addEvent(project.schema, { events });
  generate(project);
  const after = readFiles(project.generated);
  const changes = [...after].map(([name, text]) => [name, compare(before.get(name) ?? "", text, nameOf(tag))] as const);
  const touched = changes.filter(([name, change]) => name !== "protocol.ts" && change.own + change.elsewhere + change.removed > 0);
  return {
    title: "Adding one event",
    notes: [
      `Lines of the generated files that change when an event is added to a protocol of ${events.toLocaleString("en")}, in the middle of its order.`,
      "Own lines belong to new declarations, or to the event's entry in a table. Lines elsewhere are added to declarations that existed before. Removed lines would show a renaming.",
      "The required target concerns the types and their dispatcher (server-event.ts). The file with the digest of the schemas is left out.",
    ],
    rows: touched.flatMap(([name, change]) => rowsOf(name, change)),
  };
}

function rowsOf(name: string, { own, elsewhere, removed }: Change): Row[] {
  const detail = `${own} own lines`;
  if (name !== "server-event.ts") return [plainRow(`${name}: lines elsewhere / removed`, `${elsewhere} / ${removed} (${detail})`)];
  return [
    limitRow(`${name}: lines elsewhere`, elsewhere, { must: 4 }, String, detail),
    limitRow(`${name}: lines removed`, removed, { must: 0 }, String),
  ];
}

function readFiles(folder: string): Map<string, string> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

function nameOf(tag: string): string {
  return tag
    .split("_")
    .map((word) => `${word[0]?.toUpperCase() ?? ""}${word.slice(1)}`)
    .join("");
}

/** Counts added and removed lines by declaration. A changed order of lines within a declaration does not count. */
function compare(before: string, after: string, name: string): Change {
  const known = declarations(before);
  let own = 0;
  let elsewhere = 0;
  let removed = 0;
  for (const [key, lines] of declarations(after)) {
    const old = known.get(key);
    if (old === undefined) own += lines.length;
    else {
      const added = without(lines, old);
      const mine = entryLength(added, name);
      own += mine;
      elsewhere += added.length - mine;
      removed += without(old, lines).length;
    }
  }
  return { own, elsewhere, removed };
}

/** Returns the top-level blocks of a file, by their first line of code. */
function declarations(text: string): Map<string, string[]> {
  const blocks = text.split("\n\n").map((block) => block.split("\n"));
  return new Map(blocks.map((lines) => [headOf(lines), lines]));
}

function headOf(lines: readonly string[]): string {
  const from = lines.find((line) => line.startsWith("} from "));
  const head = lines.find((line) => !/^\s*(?:\/\*|\*|\/\/)/.test(line)) ?? "";
  return head.startsWith("import") || head.startsWith("export {") || head.startsWith("export type {")
    ? `${head}${from ?? ""}`
    : head.slice(0, 80);
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** Returns the lines of an entry `Name…: { … }` of a table. */
function entryLength(lines: readonly string[], name: string): number {
  const start = lines.findIndex((line) => line.trimStart().startsWith(`${name}Event: {`));
  return start < 0 ? 0 : lines.length - start;
}
