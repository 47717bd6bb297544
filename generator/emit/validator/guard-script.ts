import { ReaderView } from "../../model/reader-view.js";
import type { Schema } from "../../model/schema.js";
import { checkFunction } from "./check-file.js";
import type { FormatMode } from "./file-scope.js";
import { FileScope } from "./file-scope.js";
import { planFunctions } from "./plan.js";

/** What one more guard adds to a script. */
export type GuardPart = {
  /** The function that checks the schema. */
  readonly name: string;
  /** Functions and constants that the script does not have yet, as JavaScript. */
  readonly text: string;
};

/**
 * Validators as a script of plain JavaScript that grows with each schema: the functions that
 * `dagwire generate` prints, without their types and without the rules that explain refusals. The
 * helpers of `@dagwire/runtime/codegen` are globals.
 */
export class GuardScript {
  readonly #planned = new Set<Schema>();
  readonly #scope: FileScope;
  #constants = 0;

  constructor(formats: FormatMode) {
    const [view, planned] = [new ReaderView("strict"), this.#planned];
    this.#scope = new FileScope({ view, planned, nameOf: () => undefined, formats, reserved: [], isTyped: false });
  }

  /** What is to be added so that the schema can be checked. */
  add(schema: Schema): GuardPart {
    for (const planned of planFunctions([schema])) this.#planned.add(planned);
    const name = this.#scope.check(schema, "Value");
    const functions: string[] = [];
    for (let pending = this.#scope.next(); pending !== undefined; pending = this.#scope.next()) {
      functions.push(...checkFunction(this.#scope, pending.name, pending.schema));
    }
    const constants = [...this.#scope.constants().values()];
    const added = constants.slice(this.#constants).flat();
    this.#constants = constants.length;
    return { name, text: [...added, ...functions].join("\n") };
  }
}
