import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { exportedNames } from "../helpers/exported-names.js";
import { sentencesOf, textsOfDocument, textsOfSchema, textsOfSource } from "../helpers/written-texts.js";
import type { WrittenText } from "../helpers/written-texts.js";

const root = resolve(import.meta.dirname, "../..");

/** Words that docs/WRITING.md forbids, and what to do instead. */
const riddles: readonly (readonly [words: RegExp, instead: string])[] = [
  [/\bwhoever\b/i, "name the server, client, user or caller"],
  [/\bwhat is left of\b/i, "name the rest, such as the waiting events"],
  [/\bas it gets\b/i, "say what holds, such as stored as durably as the log can"],
  [/\bthe log's word\b/i, "say what the log reports"],
  [/\bthat is all\b/i, "leave it out, or write that nothing else is meant"],
  [/\bgone on with\b/i, "write continued"],
  [/\b(?:is|are|was|were|be|been) (?:told|felt)\b/i, "say who tells whom and how, such as the server sends the client $bye"],
  [/\b(?:go|goes|going|gone|went) on\b/i, "write continues"],
  [/\b(?:tell|tells|telling|told)(?: \w+){0,4} apart\b/i, "write distinguishes"],
];

/** Beginnings of a sentence that name no actor, and what to do instead. */
const subjects: readonly (readonly [words: RegExp, instead: string])[] = [
  [/^(?:who|what)\b(?!.*\?)/i, "begin with a verb (Returns) or with the thing itself (the client, the events)"],
  [/^one that\b/i, "name the thing"],
  [/^so that\b/i, "say what happens first, and then why"],
];

const folders = ["generator", "runtime", "examples", "bench", "tests"];
/** Folders of built, generated and recorded files. */
const skipped = new Set(["node_modules", "dist", "bin", "golden", "frames", "generated", "baselines", "__snapshots__"]);
/** These files quote the words that they forbid. */
const quoting = new Set(["tests/unit/writing.test.ts", "docs/WRITING.md"]);

/** Lists the files below a folder that people write, relative to the repository. */
function filesBelow(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "." ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return folder === "." || skipped.has(entry.name) ? [] : filesBelow(path, pattern);
    return pattern.test(entry.name) && !quoting.has(path) ? [path] : [];
  });
}

function allTexts(): WrittenText[] {
  const sources = folders.flatMap((folder) => filesBelow(folder, /\.(?:ts|tsx|mts|mjs)$/));
  const documents = [".", "docs", ...folders].flatMap((folder) => filesBelow(folder, /\.md$/));
  const schemas = filesBelow("schema", /\.json$/);
  return [
    ...sources.flatMap((file) => textsOfSource(root, file)),
    ...schemas.flatMap((file) => textsOfSchema(root, file)),
    ...documents.flatMap((file) => textsOfDocument(root, file)),
  ];
}

const texts = allTexts();

it("reads comments, titles, messages and documents", () => {
  expect([...new Set(texts.map(({ kind }) => kind))].toSorted()).toEqual(["comment", "document", "message", "title"]);
});

it("finds no word of the list of docs/WRITING.md", () => {
  const found = texts.flatMap(({ file, line, text }) =>
    riddles.flatMap(([words, instead]) => {
      const match = words.exec(text.replaceAll(/\s+/g, " "));
      return match === null ? [] : [`${file}:${line}: "${match[0]}": ${instead}`];
    }),
  );
  expect(found).toEqual([]);
});

it("finds no sentence whose subject names no actor", () => {
  const found = texts.flatMap(({ file, line, kind, text }) =>
    sentencesOf(kind === "title" ? text.replace(/^(?:\[\w+\] )+/, "") : text).flatMap((sentence) =>
      subjects.flatMap(([words, instead]) => {
        // Only a title begins in lower case. Other strings in lower case are keys and parts of sentences.
        if (kind !== "title" && !/^[A-Z]/.test(sentence)) return [];
        return words.test(sentence) ? [`${file}:${line}: "${sentence.slice(0, 60)}": ${instead}`] : [];
      }),
    ),
  );
  expect(found).toEqual([]);
});

it("finds no sentence of more than 30 words in comments and documents", () => {
  const found = texts.flatMap(({ file, line, kind, text }) =>
    kind === "message" || text.includes(" | ")
      ? []
      : sentencesOf(text).flatMap((sentence) => {
          const count = sentence.split(" ").length;
          return count <= 30 ? [] : [`${file}:${line}: "${sentence.slice(0, 60)}…": split these ${count} words into two sentences`];
        }),
  );
  expect(found).toEqual([]);
});

it("finds TSDoc on every name that an index.ts exports", () => {
  const names = ["generator", "runtime"]
    .flatMap((folder) => filesBelow(folder, /^index\.ts$/))
    .flatMap((file) => exportedNames(root, file));
  expect(names.length).toBeGreaterThan(100);
  const found = names.filter(({ hasTsDoc }) => !hasTsDoc);
  expect([...new Set(found.map(({ file, line, name }) => `${file}:${line}: "${name}": say in TSDoc what it is for`))]).toEqual([]);
});
