import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import type { Project } from "ts-morph";
import { fact } from "../../base/fact.js";
import { morphStructure } from "./morph-structure.js";
import type { MorphModule } from "./morph-structure.js";
import type { GeneratedFile, SourceFile, Statement } from "./statement.js";
import { tidy } from "./tidy.js";

/** The printed texts of statements, by the hash of the {@link Statement}. */
export type StatementCache = ReadonlyMap<string, string>;

/**
 * Prints statements by ts-morph, and keeps their texts for the next run. ts-morph is loaded for the first statement that has
 * no text from an earlier run. It prints many statements at once in a temporary file: to add statements to a large file one
 * by one takes quadratic time.
 */
export class StatementPrinter {
  #before: StatementCache;
  #used = new Map<string, string>();
  #project: Project | undefined;

  /** @param before The texts that earlier runs have printed. The printer does not change this map. */
  constructor(before: StatementCache = new Map()) {
    this.#before = before;
  }

  /** The texts that the last ended run has used. Before the first run ends, the texts that were passed to the constructor. */
  get kept(): StatementCache {
    return this.#before;
  }

  /** Ends a run: keeps the texts that were used since the last call of `endRun`, and forgets all other texts. */
  endRun(): void {
    this.#before = this.#used;
    this.#used = new Map();
  }

  /** Prints a file: header, imports, and statements with blank lines between them. */
  print({ path, modules, statements }: SourceFile, header: string): GeneratedFile {
    const named = modules.filter(({ names }) => names.length > 0);
    const texts = this.#texts([...named, ...statements]);
    const head = texts.slice(0, named.length).join("\n");
    const parts = [header, head, ...texts.slice(named.length)].filter((part) => part !== "");
    return { path, text: `${parts.join("\n\n")}\n` };
  }

  /** Keeps the texts of a file for the next run, if this run reuses the whole file of an earlier run without printing it. */
  keep({ modules, statements }: SourceFile): void {
    for (const statement of [...modules, ...statements]) this.#known(hashOf(statement));
  }

  #texts(statements: readonly Statement[]): string[] {
    const keys = statements.map(hashOf);
    const missing = statements.filter((_statement, index) => this.#known(keys[index] ?? "") === undefined);
    const printed = batches(missing).flatMap((batch) => this.#printBatch(batch));
    missing.forEach((statement, index) => this.#used.set(hashOf(statement), tidy(statement, printed[index] ?? "")));
    return keys.map((hash) => this.#used.get(hash) ?? "");
  }

  #known(hash: string): string | undefined {
    const text = this.#used.get(hash) ?? this.#before.get(hash);
    if (text !== undefined) this.#used.set(hash, text);
    return text;
  }

  #printBatch(statements: readonly Statement[]): string[] {
    const morph = createRequire(import.meta.url)("ts-morph") as MorphModule;
    this.#project ??= new morph.Project({
      useInMemoryFileSystem: true,
      skipLoadingLibFiles: true,
      manipulationSettings: { indentationText: morph.IndentationText.TwoSpaces },
    });
    const scratch = this.#project.createSourceFile("scratch.ts", "", { overwrite: true });
    scratch.addStatements(statements.map((statement) => morphStructure(statement, morph)));
    return scratch.getStatements().map((node) => node.getFullText().trim());
  }
}

/** The most statements that ts-morph prints at once. A syntax tree takes fifty times the memory of its text. */
const batchSize = 500;

function batches(statements: readonly Statement[]): (readonly Statement[])[] {
  return Array.from({ length: Math.ceil(statements.length / batchSize) }, (_, index) =>
    statements.slice(index * batchSize, (index + 1) * batchSize),
  );
}

const hashOf = fact((statement: Statement) => createHash("sha256").update(JSON.stringify(statement)).digest("base64url").slice(0, 22));
