import { Memo } from "../../base/memo.js";
import { importedNames } from "../../model/imported-names.js";
import type { ProtocolModel } from "../../model/protocol.js";
import { ReaderView } from "../../schema/reader-view.js";
import { ImportPaths } from "../import-paths.js";
import { CheckFile, apart, joinSections } from "./check-file.js";
import { wrapImport } from "./emit-event-validators.js";
import { planFunctions } from "./plan.js";

/**
 * Prints `types-validator.ts` without its header: a guard for each schema that the manifest lists under `types`, and the
 * object `types` with all guards by name. The guards refuse unknown fields in closed objects.
 *
 * @param paths The modules from which the file imports.
 * @returns `undefined` if the manifest lists no types.
 */
export function emitTypeValidators(model: ProtocolModel, paths = new ImportPaths(), memo = Memo.none): string | undefined {
  // The guard of the state is in `state-validator.ts`. If several entries have one name, one of them gets the guard.
  const named = new Map(model.typeEntries.toReversed().map((entry) => [entry.name, entry]));
  const entries = model.typeEntries.filter((entry) => entry.name !== model.state?.typeName && named.get(entry.name) === entry);
  if (entries.length === 0) return undefined;
  const names = entries.map(({ name }) => name);
  const file = new CheckFile({
    view: new ReaderView("strict"),
    plan: planFunctions(entries.map(({ schema }) => schema)),
    nameOf: model.nameOf,
    formats: "assert",
    label: "types",
    memo,
    reserved: ["types", ...names, ...names.map((name) => `is${name}`)],
  });
  const guards = entries.map(({ name, schema }) => file.guard(`is${name}`, schema, name, name));
  const record = typesRecord(names);
  const { imports, checks, constants, rules } = file.finish([...guards, record]);
  const head = [
    `import { ${imports.join(", ")} } from ${JSON.stringify(paths.runtime)};`,
    `import type { ${importedNames.typeValidator.types.join(", ")} } from ${JSON.stringify(paths.runtime)};`,
    `import type { ${names.join(", ")} } from "${paths.of("types")}";`,
  ].map(wrapImport);
  return joinSections([head, apart(guards), checks, record, constants, rules]);
}

function typesRecord(names: readonly string[]): string[] {
  return [
    "/** The validators of the shared types by name. */",
    "export const types: {",
    ...names.map((name) => `  readonly ${name}: { readonly validate: Guard<${name}> };`),
    "} = {",
    ...names.map((name) => `  ${name}: { validate: is${name} },`),
    "};",
  ];
}
