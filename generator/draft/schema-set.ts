import { Findings } from "../diagnostics/diagnostic.js";
import type { Document, DocumentStore } from "../load/document-store.js";
import { isObject } from "../base/json.js";
import { joinPointer } from "../base/pointer.js";
import { valueAt } from "./local-refs.js";
import { Registry } from "../load/registry.js";
import { SchemaGraph } from "../load/schema-graph.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";

/** A named schema of a document, such as an entry of `$defs`. */
export type Definition = { readonly name: string; readonly schema: Schema; readonly document: Document; readonly pointer: string };

/**
 * The schemas of the documents from which a manifest is drafted. Findings about the schemas are dropped, because
 * `generate` reports them later.
 */
export class SchemaSet {
  readonly documents: readonly Document[];
  readonly #findings = new Findings();
  readonly #registry: Registry;
  readonly #graph: SchemaGraph;
  readonly #byFile: ReadonlyMap<string, Document>;

  constructor(documents: readonly Document[], store: DocumentStore) {
    this.documents = documents;
    this.#registry = new Registry(store, this.#findings);
    this.#graph = new SchemaGraph(this.#registry, this.#findings);
    for (const document of documents) this.#registry.add(document);
    this.#byFile = new Map(documents.map((document) => [document.file, document]));
  }

  /** Returns the schema at a JSON Pointer of a document; `undefined` if no schema is there. */
  at(document: Document, pointer: string): Schema | undefined {
    const site = this.#registry.at(document, pointer);
    return site === undefined ? undefined : this.#graph.schemaAt(site);
  }

  /** Returns the document in which a schema is; `undefined` if the document is not in the set. */
  documentOf(schema: Schema): Document | undefined {
    return this.#byFile.get(schema.location.file);
  }

  /** Returns every schema that was read so far, with all schemas that it reaches. */
  schemas(): readonly Schema[] {
    return this.#graph.schemas();
  }

  /** Returns every definition of the documents, in the order of the files. */
  definitions(): Definition[] {
    return this.documents.flatMap((document) => definitionMaps.flatMap((map) => this.#entries(document, map)));
  }

  #entries(document: Document, map: string): Definition[] {
    const entries = valueAt(document.value, map);
    if (!isObject(entries)) return [];
    return Object.keys(entries).flatMap((name) => {
      const pointer = joinPointer(map, name);
      const schema = isObject(entries[name]) ? this.at(document, pointer) : undefined;
      return schema === undefined ? [] : [{ name, schema, document, pointer }];
    });
  }
}

const definitionMaps = ["/$defs", "/definitions", "/components/schemas"];

/** Returns true if the root of a document restricts values, and does not only contain definitions. */
export function hasShape(value: Json): boolean {
  if (!isObject(value)) return false;
  const isBundle = value["definitions"] !== undefined || value["$defs"] !== undefined;
  const telling = ["properties", "oneOf", "anyOf", "allOf", "$ref", "required", "patternProperties", "if", ...(isBundle ? [] : ["type"])];
  return telling.some((word) => value[word] !== undefined);
}
