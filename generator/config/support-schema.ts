import type { Static } from "@sinclair/typebox";
import { typeBuilder } from "./type-builder.js";

/** How a server or client treats its peer: accepts it, accepts it and logs a warning, or refuses it. */
export type Admission = "accept" | "warn" | "refuse";

/** Another version of the protocol that is still in use. */
export type Peer = {
  readonly digest: string;
  readonly version: string;
  /** A server of that version, seen from a client of today. */
  readonly asServer: Admission;
  /** A client of that version, seen from a server of today. */
  readonly asClient: Admission;
};

/** The digest of the events. If the protocol has a state, the digest of the state follows after a dot. */
const digestPattern = "^sha256:[0-9a-f]{64}(\\.[0-9a-f]{32})?$";

/**
 * Returns the schema of a support table (`protocol.support.json`), which `dagwire check --matrix` writes. The static type, the
 * check and the published JSON Schema come from here.
 */
export function supportSchema() {
  const Type = typeBuilder();
  const digest = Type.String({ pattern: digestPattern });
  const admission = (description: string) =>
    Type.Union([Type.Literal("accept"), Type.Literal("warn"), Type.Literal("refuse")], { description });
  return Type.Object(
    {
      $schema: Type.Optional(Type.String({ description: "For editors." })),
      note: Type.String({ description: "Says which command wrote the file." }),
      digest: Type.String({
        pattern: digestPattern,
        description: "Digest of the protocol that the table belongs to. If the protocol has another digest, the table is stale.",
      }),
      peers: Type.Array(
        Type.Object(
          {
            digest,
            version: Type.String(),
            from: Type.String({ description: "The baselines that have this version." }),
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
