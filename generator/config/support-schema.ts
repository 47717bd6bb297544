import type { Static } from "@sinclair/typebox";
import { typeBuilder } from "./type-builder.js";

/** Of the events, and after the dot of the state where there is one. */
const digestPattern = "^sha256:[0-9a-f]{64}(\\.[0-9a-f]{32})?$";

/** The shape of a support table (`protocol.support.json`), which `dagwire check --matrix` writes: static type, check and published JSON Schema come from here. */
export function supportSchema() {
  const Type = typeBuilder();
  const digest = Type.String({ pattern: digestPattern });
  const admission = (description: string) =>
    Type.Union([Type.Literal("accept"), Type.Literal("warn"), Type.Literal("refuse")], { description });
  return Type.Object(
    {
      $schema: Type.Optional(Type.String({ description: "For editors." })),
      note: Type.String({ description: "Who wrote the file." }),
      digest: Type.String({
        pattern: digestPattern,
        description: "Of the protocol that the table is about; for another one it is stale.",
      }),
      peers: Type.Array(
        Type.Object(
          {
            digest,
            version: Type.String(),
            from: Type.String({ description: "The baselines that have it." }),
            asServer: admission("A server of that version, seen from a client of today."),
            asClient: admission("A client of that version, seen from a server of today."),
          },
          { additionalProperties: false },
        ),
      ),
    },
    { $id: "https://dagwire.dev/schema/support.schema.json", title: "protocol.support.json", additionalProperties: false },
  );
}

/** Contents of a support table. */
export type SupportTable = Static<ReturnType<typeof supportSchema>>;
