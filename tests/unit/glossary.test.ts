import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ts } from "ts-morph";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
/** Folders of built and generated files. */
const skipped = new Set(["node_modules", "dist", "frames", "generated"]);

/** Words that no identifier contains any more, and the term of docs/GLOSSARY.md instead. */
const words: { readonly [folder: string]: { readonly [word: string]: string } } = {
  generator: {
    compat: "check or evolution",
    happening: "input",
    hub: "delivery",
    lookup: "outcome",
    settlement: "outcome",
  },
  runtime: {
    codegen: "contract",
    compat: "check",
    arrival: "client",
    desk: "outbox",
    entrance: "socket",
    follower: "connection",
    gateway: "delivery",
    happening: "input",
    hub: "delivery",
    lane: "channel",
    link: "connection",
    lookup: "outcome",
    settlement: "outcome",
    task: "output",
  },
};

/** Names that died, and the name of docs/GLOSSARY.md instead. */
const names: { readonly [name: string]: string } = {
  ClientHappening: "ClientInput",
  ClientLink: "SessionState",
  CommandAck: "CommandOutcome",
  CommandAnswer: "CommandResult",
  CommandEnd: "CommandOutcome or CommandFailure",
  EngineStream: "Stream",
  Handled: "CommandResult",
  HandledInput: "HandledCommand",
  LiveStream: "LiveSet",
  OpenRoom: "Stream",
  OpenStream: "Stream",
  OutcomeLookup: "Outcome",
  ProtocolDescriptor: "Protocol",
  ProtocolSession: "ProtocolBuild",
  RecordedOutcome: "Outcome",
  Reply: "CommandResult",
  Room: "Delivery",
  Settlement: "Outcome",
  StreamPlace: "StreamPosition",
  StreamProtocol: "Protocol",
  TokenVerdict: "TokenAdmission",
  WrittenStream: "LocalStream",
};

type Identifier = { readonly file: string; readonly line: number; readonly name: string };

/** Lists the sources below a folder that people write, relative to the repository. */
function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : sourcesBelow(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function identifiersOf(file: string): Identifier[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest);
  const found: Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({ file, line: line + 1, name: node.text });
    }
    node.forEachChild(visit);
  };
  visit(source);
  return found;
}

/** Splits a name such as `toWireText2` or `MAX_BYTES` into words in lower case, without a plural's s. */
function wordsOf(name: string): string[] {
  return (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map((word) => word.toLowerCase().replace(/s$/, ""));
}

/** Returns the term to use instead of an identifier, or `undefined` if the identifier is allowed. */
function termInstead(name: string, dead: { readonly [word: string]: string }): string | undefined {
  if (Object.hasOwn(names, name)) return names[name];
  const word = wordsOf(name).find((each) => Object.hasOwn(dead, each));
  return word === undefined ? undefined : dead[word];
}

it.each(Object.keys(words))("finds no identifier in %s with a word that docs/GLOSSARY.md has replaced", (folder) => {
  const identifiers = sourcesBelow(folder).flatMap(identifiersOf);
  expect(identifiers.length).toBeGreaterThan(1_000);
  const found = identifiers.flatMap(({ file, line, name }) => {
    const term = termInstead(name, words[folder] ?? {});
    return term === undefined ? [] : [`${file}:${line}: "${name}": use the term ${term}`];
  });
  expect(found).toEqual([]);
});

it("splits names into words", () => {
  expect(wordsOf("ClientLinks")).toEqual(["client", "link"]);
  expect(wordsOf("MAX_TASKS")).toEqual(["max", "task"]);
  expect(wordsOf("#replyOfJSON")).toEqual(["reply", "of", "json"]);
});
