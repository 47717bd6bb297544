import { createRequire } from "node:module";
import type { Json } from "../base/json.js";
import type { Document } from "./document-store.js";

const vocabularies2019 = ["applicator", "content", "core", "format", "meta-data", "validation"];
const vocabularies2020 = ["applicator", "content", "core", "format-annotation", "meta-data", "unevaluated", "validation"];

/** A meta-schema that ajv ships: its file in ajv, and the file name that findings and comments show. */
type Shipped = { readonly from: string; readonly file: string };

const shipped: ReadonlyMap<string, Shipped> = new Map([
  ...["06", "07"].map(
    (draft) => [`http://json-schema.org/draft-${draft}/schema`, shippedAs(`json-schema-draft-${draft}`, `draft-${draft}`)] as const,
  ),
  ...withVocabularies("2019-09", vocabularies2019),
  ...withVocabularies("2020-12", vocabularies2020),
]);

const shownFiles: ReadonlySet<string> = new Set([...shipped.values()].map(({ file }) => file));

/**
 * Reads the meta-schema of a JSON Schema dialect from ajv's package.
 * @returns `undefined` for any other URI, and for the meta-schema of draft-04, which ajv does not ship.
 */
export function metaSchema(uri: string): Document | undefined {
  const known = shipped.get(uri);
  if (known === undefined) return undefined;
  const require = createRequire(import.meta.url);
  const value = require(`ajv/dist/refs/${known.from}.json`) as Json;
  return { path: `/${known.file}`, file: known.file, text: JSON.stringify(value, undefined, 2), value };
}

/**
 * Returns true if a path, as findings show it, is that of a meta-schema. The linter skips such files, because users
 * cannot correct them.
 */
export function isMetaSchemaFile(file: string): boolean {
  return shownFiles.has(file);
}

function withVocabularies(version: string, vocabularies: readonly string[]): (readonly [string, Shipped])[] {
  const uri = `https://json-schema.org/draft/${version}`;
  return [
    [`${uri}/schema`, shippedAs(`json-schema-${version}/schema`, version)],
    ...vocabularies.map((name) => [`${uri}/meta/${name}`, shippedAs(`json-schema-${version}/meta/${name}`, `${version}-${name}`)] as const),
  ];
}

/**
 * Describes a meta-schema with the file name `name` for findings. The names of generated types come from this file
 * name.
 */
function shippedAs(from: string, name: string): Shipped {
  return { from, file: `json-schema.org/json-schema-${name}.json` };
}
