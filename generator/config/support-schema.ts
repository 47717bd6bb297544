import type { Static } from "@sinclair/typebox";
import { typeBuilder } from "./type-builder.js";

/**
 * How a server or client treats a peer of another version: `accept`, `warn` (accept and log a warning) or `refuse`.
 */
export type Admission = "accept" | "warn" | "refuse";

/** Whether a server may use a state that another version has stored: `use` if that is proved. */
export type Stored = "use" | "unproved";

/** Another version of the protocol that is still in use, and how today's version treats it. */
export type Peer = {
  readonly digest: string;
  readonly version: string;
  /** How a client of today's version treats a server of the other version. */
  readonly asServer: Admission;
  /** How a server of today's version treats a client of the other version. */
  readonly asClient: Admission;
  /** Whether a server of today's version may use a state that a server of the other version has stored. Absent if one version has no state. */
  readonly stored?: Stored;
};

/**
 * The form of a protocol's digest: the digest of the events and, if the protocol has a state, a dot and the digest of
 * the state.
 */
const digestPattern = "^sha256:[0-9a-f]{64}(\\.[0-9a-f]{32})?$";

/**
 * Returns the schema of a support table (`protocol.support.json`), which `dagwire check --matrix` writes. The static
 * type, the check of the file and the published JSON Schema are derived from it.
 */
export function supportSchema() {
  const Type = typeBuilder();
  const digest = Type.String({ pattern: digestPattern });
  const admission = (description: string) =>
    Type.Union([Type.Literal("accept"), Type.Literal("warn"), Type.Literal("refuse")], { description });
  return Type.Object(
    {
      $schema: Type.Optional(Type.String({ description: "For editors." })),
      note: Type.String({ description: "A note that names the command that wrote the file." }),
      digest: Type.String({
        pattern: digestPattern,
        description: "Digest of the protocol that the table belongs to. If the protocol has another digest, the table is stale.",
      }),
      peers: Type.Array(
        Type.Object(
          {
            digest,
            version: Type.String(),
            from: Type.String({ description: "The baselines, as the manifest names them, that have this version." }),
            asServer: admission("How a client of today's version treats a server of this version."),
            asClient: admission("How a server of today's version treats a client of this version."),
            stored: Type.Optional(
              Type.Union([Type.Literal("use"), Type.Literal("unproved")], {
                description:
                  'A state that a server of this version has stored. "use": it is proved that a server of today\'s version may continue from it.',
              }),
            ),
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
