import type { Json } from "../../base/json.js";
import { fitsDraft07 } from "../json-schema/draft-07.js";
import type { Definitions, MessageDefinition } from "../json-schema/definitions.js";
import { dialectUri, printOptions } from "../json-schema/emit-json-schema.js";
import { printDefinition } from "../json-schema/print-schema.js";
import type { PrintOptions } from "../json-schema/print-schema.js";

/** Makes the schemas of an AsyncAPI document: the payloads of its messages, and the shared schemas under `components`. */
export class MessageSchemas {
  readonly #protocol: string;
  readonly #definitions: Definitions;
  readonly #shared: PrintOptions;
  readonly #alone: PrintOptions;

  constructor(protocol: string, definitions: Definitions) {
    this.#protocol = protocol;
    this.#definitions = definitions;
    this.#alone = printOptions(definitions, "#/$defs/");
    const refTo: PrintOptions["refTo"] = (schema) => {
      const key = definitions.keyOf(schema);
      return key === undefined ? undefined : referenceTo(key);
    };
    this.#shared = { dialect: "draft-07", refTo };
  }

  /** Returns the object `components.schemas` of the document. It has the schemas that draft-07 can express. */
  components(): Json {
    const fitting = this.#definitions.all().filter(({ schema }) => fitsDraft07(schema));
    return Object.fromEntries(fitting.map(({ key, schema }) => [componentKey(key), printDefinition(schema, this.#shared)]));
  }

  /** Returns the `payload` of a message: a reference to `components.schemas`, or the whole schema if draft-07 cannot express it. */
  payload({ key, schema }: MessageDefinition): Json {
    if (fitsDraft07(schema)) return { $ref: referenceTo(key) };
    const own = printDefinition(schema, this.#alone);
    const inside = this.#definitions.closure(schema).map((one) => [one.key, printDefinition(one.schema, this.#alone)] as const);
    return {
      schemaFormat: "application/schema+json;version=2020-12",
      schema: {
        $schema: dialectUri,
        // Because of the $id, the references inside this schema point into the schema and not into the AsyncAPI document.
        $id: `urn:dagwire:${encodeURIComponent(this.#protocol)}:${encodeURIComponent(key)}`,
        ...(own as { readonly [key: string]: Json }),
        ...(inside.length > 0 && { $defs: Object.fromEntries(inside) }),
      },
    };
  }
}

function referenceTo(key: string): string {
  return `#/components/schemas/${componentKey(key)}`;
}

/**
 * Returns a name as a key for `components` of AsyncAPI: replaces all but ASCII letters, digits, dots, dashes and
 * underscores by underscores.
 */
export function componentKey(name: string): string {
  return name.replaceAll(/[^\w.-]/g, "_");
}
