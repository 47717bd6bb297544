import { contractPath } from "../base/contract-path.js";
import type { ImportExtension } from "../config/config-schema.js";

/** The modules that the generated files of one protocol import: the runtime's contract, and one another. */
export class ImportPaths {
  /** The module from which generated code imports its helpers. */
  readonly runtime: string;
  readonly extension: ImportExtension;

  constructor(runtime: string = contractPath, extension: ImportExtension = ".js") {
    this.runtime = runtime;
    this.extension = extension;
  }

  /**
   * Returns the path by which one generated file imports another.
   *
   * @param name the name of the imported file without its ending, such as `types`.
   */
  of(name: string): string {
    return `./${moduleName(name, this.extension)}`;
  }
}

/**
 * Returns the name of a generated file as an import writes it: `types.js`, `types.ts` or `types`.
 *
 * @param name the name of the file without its ending.
 */
export function moduleName(name: string, extension: ImportExtension): string {
  return extension === "none" ? name : `${name}${extension}`;
}
