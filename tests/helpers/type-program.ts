import { ModuleKind, ModuleResolutionKind, Project, ScriptTarget } from "ts-morph";
import { emitSide } from "../../generator/emit/emit-side.js";
import { emitTypes } from "../../generator/emit/emit-types.js";
import { ImportPaths } from "../../generator/emit/import-paths.js";
import { StatementPrinter } from "../../generator/emit/print/statement-printer.js";
import { TypeMaker } from "../../generator/types/type-of.js";
import type { ProtocolModel } from "../../generator/model/protocol.js";

/** TypeScript programs in memory, which the real compiler compiles together under strict flags. */
export class TypeProgram {
  readonly #project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: {
      target: ScriptTarget.ES2022,
      module: ModuleKind.ESNext,
      moduleResolution: ModuleResolutionKind.Bundler,
      strict: true,
      exactOptionalPropertyTypes: true,
      noPropertyAccessFromIndexSignature: true,
      skipLibCheck: true,
      types: [],
    },
  });
  readonly #printer = new StatementPrinter();

  constructor() {
    this.add(
      "/runtime.ts",
      "declare const other: unique symbol;\nexport type OtherValue<T> = T & { readonly [other]: true };\nexport type OutOfBandTags = Readonly<Record<string, unknown>>;\nexport function unreachable(value: never): never { throw new Error(String(value)); }\nexport function unexpected(value: unknown): never { throw new Error(String(value)); }",
    );
  }

  /** Adds a file. */
  add(path: string, text: string): void {
    this.#project.createSourceFile(path, text, { overwrite: true });
  }

  /** Adds the generated types of a protocol's server events to a folder. */
  addTypes(folder: string, model: ProtocolModel): void {
    const types = new TypeMaker(model.nameOf);
    const paths = new ImportPaths("/runtime.js");
    for (const file of [emitTypes(model, types, paths), emitSide(model, model.server, types, paths)]) {
      const { path, text } = this.#printer.print(file, "// types");
      this.add(`${folder}/${path}`, `${text}\nexport {};\n`);
    }
  }

  /** Returns the text of a file. */
  text(path: string): string {
    return this.#project.getSourceFileOrThrow(path).getFullText();
  }

  /** Returns the compiler's errors in a file, each with its line. */
  errors(path: string): string[] {
    const file = this.#project.getSourceFileOrThrow(path);
    const lines = file.getFullText().split("\n");
    return file.getPreEmitDiagnostics().map((diagnostic) => {
      const text = diagnostic.getMessageText();
      const message = typeof text === "string" ? text : text.getMessageText();
      return `${lines[(diagnostic.getLineNumber() ?? 1) - 1]?.trim() ?? ""} // ${message}`;
    });
  }
}
