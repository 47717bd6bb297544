import { sideNames } from "../../model/generated-names.js";
import type { Declaration, ProtocolModel } from "../../model/protocol.js";
import type { ImportPaths } from "../import-paths.js";
import type { Definition } from "../json-schema/definitions.js";
import { Definitions } from "../json-schema/definitions.js";
import { printOptions } from "../json-schema/emit-json-schema.js";
import { printDefinition } from "../json-schema/print-schema.js";
import { keyText, literalOf, printLiteral } from "../validator/literal.js";

/** The names under which `typebox.ts` imports the generated files that declare types, and the names of these files. */
const modules = [
  ["types", "types"],
  ["server", sideNames.server.file],
  ["client", sideNames.client.file],
] as const;

type Home = (typeof modules)[number][0];

/** A name that `typebox.ts` exports as a type and as a schema, as is usual with TypeBox. `home` is the module that declares the type. */
type Export = { readonly name: string; readonly home: Home; readonly definition: Definition };

/**
 * Prints `typebox.ts` without its header: each event and each shared type as a TypeBox schema, with the generated type and
 * all definitions that the schema needs. The code uses `Type.Unsafe`, because the types of `Type.Object` cost the compiler
 * 48,000 instantiations for 100 events. Closed objects stay closed, also if the direction has a tolerant reader.
 *
 * `index.ts` does not export `typebox.ts`, so only programs that import this file need `@sinclair/typebox`.
 */
export function emitTypebox(model: ProtocolModel, paths: ImportPaths): string {
  const definitions = new Definitions(model);
  const exports = exportsOf(model, definitions);
  const taken = new Set(exports.map(({ name }) => name));
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  const schemas = free("schemas");
  const aliases = new Map(modules.map(([home]) => [home, free(home)]));
  const used = new Set(exports.map(({ home }) => home));
  const imports = modules
    .filter(([home]) => used.has(home))
    .map(([home, file]) => `import type * as ${aliases.get(home) ?? home} from "${paths.of(file)}";`);
  const [type, unsafe] = [specifier("Type", free), specifier("TUnsafe", free)];
  const sections = [
    [
      ...(exports.length === 0
        ? []
        : [`import { ${type.text} } from "@sinclair/typebox";`, `import type { ${unsafe.text} } from "@sinclair/typebox";`]),
      ...imports,
    ].join("\n"),
    ...exports.map((one) =>
      printExport({ one, definitions, schemas, module: aliases.get(one.home) ?? one.home, type: type.local, unsafe: unsafe.local }),
    ),
    printTable(definitions, schemas),
  ];
  return `${(exports.length === 0 ? ["export {};"] : hoisted(sections)).join("\n\n")}\n`;
}

/** Moves the last section, the table of all schemas, behind the imports, because the other sections use the table. */
function hoisted(sections: readonly string[]): string[] {
  const [imports = "", ...rest] = sections;
  return [imports, ...rest.slice(-1), ...rest.slice(0, -1)];
}

/** Returns the text that imports a name. If the protocol has a type of this name, imports it under another name, which is `local`. */
function specifier(name: string, free: (name: string) => string): { readonly text: string; readonly local: string } {
  const local = free(name);
  return { text: local === name ? name : `${name} as ${local}`, local };
}

function exportsOf(model: ProtocolModel, definitions: Definitions): Export[] {
  const homes = new Map<string, Home>();
  const declare = (declarations: readonly Declaration[], home: Home): void => {
    for (const { name } of declarations) homes.set(name, home);
  };
  declare(model.client.declarations, "client");
  declare(model.server.declarations, "server");
  declare(model.types, "types");
  return definitions.all().flatMap((definition) => {
    const home = homes.get(definition.key);
    return home === undefined ? [] : [{ name: definition.key, home, definition }];
  });
}

type ExportContext = {
  readonly one: Export;
  readonly definitions: Definitions;
  readonly schemas: string;
  readonly module: string;
  readonly type: string;
  readonly unsafe: string;
};

function printExport({ one: { name, definition }, definitions, schemas, module, type, unsafe }: ExportContext): string {
  const inside = definitions.closure(definition.schema).map(({ key }) => `${keyText(key)}: ${access(schemas, key)}`);
  const own = access(schemas, definition.key);
  const line = inside.length === 0 ? `{ ...${own} }` : `{ ...${own}, $defs: { ${inside.join(", ")} } }`;
  const value = line.length <= 80 ? line : `{\n  ...${own},\n  $defs: {\n${inside.map((item) => `    ${item},\n`).join("")}  },\n}`;
  return `/** {@link ${module}.${name}} as a TypeBox schema. */
export const ${name}: ${unsafe}<${module}.${name}> = ${type}.Unsafe<${module}.${name}>(${value});
export type ${name} = ${module}.${name};`;
}

function access(schemas: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${schemas}.${key}` : `${schemas}[${JSON.stringify(key)}]`;
}

/** Prints the table with all schemas. The schemas refer to one another by `$ref`, so their order does not matter. */
function printTable(definitions: Definitions, name: string): string {
  const options = printOptions(definitions, "#/$defs/");
  const lines = definitions.all().map(({ key, schema }) => {
    const printed = printDefinition(schema, options);
    return `  ${keyText(key)}: ${printLiteral(literalOf(printed === true ? {} : printed), "  ", 100)},`;
  });
  return `const ${name} = {\n${lines.join("\n")}\n};`;
}
