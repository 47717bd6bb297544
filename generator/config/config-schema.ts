import type { Static } from "@sinclair/typebox";
import { typeBuilder } from "./type-builder.js";
import type { TypeBuilder } from "./type-builder.js";
import { rules } from "../diagnostics/rules.js";

function protocolEntry(Type: TypeBuilder) {
  return Type.Object(
    {
      schema: Type.String({ description: "Path of the manifest (protocol.json), relative to this file." }),
      out: Type.String({ description: "Folder for the generated files, relative to this file." }),
      runtime: Type.Optional(
        Type.String({
          description: "Module that generated code imports its helpers from.",
          default: "@dagwire/runtime/codegen",
        }),
      ),
      typebox: Type.Optional(
        Type.Boolean({
          description: "Write typebox.ts too: every event and shared type as a TypeBox schema.",
          default: false,
        }),
      ),
    },
    { additionalProperties: false },
  );
}

/** The shape of `dagwire.config.json`: static type, check and published JSON Schema come from here. */
export function configSchema() {
  const Type = typeBuilder();
  const severity = Type.Union([Type.Literal("error"), Type.Literal("warning"), Type.Literal("off")]);
  return Type.Object(
    {
      $schema: Type.Optional(Type.String({ description: "For editors." })),
      protocols: Type.Array(protocolEntry(Type), { minItems: 1, description: "The protocols of this repository." }),
      severity: Type.Optional(
        Type.Partial(Type.Record(Type.Union(Object.keys(rules).map((id) => Type.Literal(id))), severity), {
          description: "Severity by rule id.",
          additionalProperties: false,
        }),
      ),
    },
    { $id: "https://dagwire.dev/schema/config.schema.json", title: "dagwire.config.json", additionalProperties: false },
  );
}

/** One protocol of the config. */
export type ProtocolEntry = Static<ReturnType<typeof protocolEntry>>;

/** Contents of `dagwire.config.json`. */
export type Config = {
  readonly protocols: readonly ProtocolEntry[];
  readonly severity?: Readonly<Record<string, "error" | "warning" | "off">>;
};
