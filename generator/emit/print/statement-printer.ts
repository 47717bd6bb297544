import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import type { Project } from "ts-morph";
import { morphStructure } from "./morph-structure.js";
import type { MorphModule } from "./morph-structure.js";
import type { GeneratedFile, SourceFile, Statement } from "./statement.js";
import { tidy } from "./tidy.js";

/** Texts of statements by the hash of their data. */
export type StatementCache = Map<string, string>;

/**
 * Prints statements through ts-morph. What was printed before is taken from the cache, the rest
 * goes through one scratch file in one batch: adding to a large file one by one is quadratic.
 * ts-morph is loaded when the first statement is not in the cache.
 */
export class StatementPrinter {
  readonly #cache: StatementCache;
  readonly #used = new Map<string, string>();

  /** @param cache read only; {@link used} is what to keep for the next run. */
  constructor(cache: StatementCache = new Map()) {
    this.#cache = cache;
  }

  /** Every text that this printer gave out, by hash. */
  get used(): StatementCache {
    return this.#used;
  }

  /** A file's text: header, imports, and statements with a blank line between any two. */
  print({ path, modules, statements }: SourceFile, header: string): GeneratedFile {
    const named = modules.filter(({ names }) => names.length > 0);
    const texts = this.#texts([...named, ...statements]);
    const head = texts.slice(0, named.length).join("\n");
    const parts = [header, head, ...texts.slice(named.length)].filter((part) => part !== "");
    return { path, text: `${parts.join("\n\n")}\n` };
  }

  /** Keeps the texts of a file that was printed in an earlier run and stays as it was. */
  keep({ modules, statements }: SourceFile): void {
    for (const statement of [...modules, ...statements]) this.#known(hashOf(statement));
  }

  #texts(statements: readonly Statement[]): string[] {
    const keys = statements.map(hashOf);
    const missing = statements.filter((_statement, index) => this.#known(keys[index] ?? "") === undefined);
    const printed = batches(missing).flatMap(printBatch);
    missing.forEach((statement, index) => this.#used.set(hashOf(statement), tidy(statement, printed[index] ?? "")));
    return keys.map((hash) => this.#used.get(hash) ?? "");
  }

  #known(hash: string): string | undefined {
    const text = this.#used.get(hash) ?? this.#cache.get(hash);
    if (text !== undefined) this.#used.set(hash, text);
    return text;
  }
}

/** A syntax tree takes fifty times the memory of its text. */
const batchSize = 500;

function batches(statements: readonly Statement[]): (readonly Statement[])[] {
  return Array.from({ length: Math.ceil(statements.length / batchSize) }, (_, index) =>
    statements.slice(index * batchSize, (index + 1) * batchSize),
  );
}

let project: Project | undefined;

function printBatch(statements: readonly Statement[]): string[] {
  const morph = createRequire(import.meta.url)("ts-morph") as MorphModule;
  const { IndentationText } = morph;
  project ??= new morph.Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { indentationText: IndentationText.TwoSpaces },
  });
  const scratch = project.createSourceFile("scratch.ts", "", { overwrite: true });
  scratch.addStatements(statements.map((statement) => morphStructure(statement, morph)));
  return scratch.getStatements().map((node) => node.getFullText().trim());
}

// A statement that an earlier run made comes again as the same object.
const hashes = new WeakMap<Statement, string>();

function hashOf(statement: Statement): string {
  const known = hashes.get(statement);
  if (known !== undefined) return known;
  const hash = contentHash(statement);
  hashes.set(statement, hash);
  return hash;
}

function contentHash(statement: Statement): string {
  return createHash("sha256").update(JSON.stringify(statement)).digest("base64url").slice(0, 22);
}
