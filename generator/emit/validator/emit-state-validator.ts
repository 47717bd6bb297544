import type { Memo } from "../../base/memo.js";
import { importedNames } from "../../model/imported-names.js";
import type { ProtocolModel } from "../../model/protocol.js";
import { ReaderView } from "../../schema/reader-view.js";
import type { StateModel } from "../../model/state/state-model.js";
import type { ImportPaths } from "../import-paths.js";
import { CheckFile, joinSections } from "./check-file.js";
import { wrapImport } from "./emit-event-validators.js";
import { planFunctions } from "./plan.js";

/**
 * Prints `state-validator.ts` without its header: the guard of the state's type, for a client that receives a whole state.
 * The guard treats unknown fields as the guards of the server's events do, because the state comes from the server.
 *
 * @param paths The modules from which the file imports.
 */
export function emitStateValidator(
  { server, nameOf }: ProtocolModel,
  { schema, typeName }: StateModel,
  paths: ImportPaths,
  memo: Memo,
): string {
  const name = `is${typeName}`;
  const view = new ReaderView(server.reader);
  const file = new CheckFile({
    view,
    plan: planFunctions([view.of(schema)]),
    nameOf,
    formats: "assert",
    label: "state",
    memo,
    reserved: [typeName, name],
  });
  const guard = file.guard(name, view.of(schema), typeName, typeName);
  const { imports, checks, constants, rules } = file.finish([guard]);
  const head = [
    `import { ${imports.join(", ")} } from ${JSON.stringify(paths.runtime)};`,
    `import type { ${importedNames.stateValidator.types.join(", ")} } from ${JSON.stringify(paths.runtime)};`,
    `import type { ${typeName} } from "${paths.of("types")}";`,
  ].map(wrapImport);
  return joinSections([head, guard, checks, constants, rules]);
}
