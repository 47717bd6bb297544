import type { Static } from "@sinclair/typebox";
import { typeBuilder } from "./type-builder.js";
import type { TypeBuilder } from "./type-builder.js";
import { isFixedRule, rules } from "../diagnostics/rules.js";

const importExtensions = [".js", ".ts", "none"] as const;

/** The ending that generated files write in the paths of their imports. `none`: the paths have no ending. */
export type ImportExtension = (typeof importExtensions)[number];

function protocolEntry(Type: TypeBuilder) {
  return Type.Object(
    {
      schema: Type.String({ description: "Path of the manifest (protocol.json), relative to this file." }),
      out: Type.String({ description: "Folder for the generated files, relative to this file." }),
      entry: Type.Optional(
        Type.String({
          pattern: "^[A-Za-z_$][A-Za-z0-9_$]*$",
          description: "Name of the object that stands for the protocol in entry.ts. Default: the protocol's name in camel case.",
          examples: ["dag"],
        }),
      ),
      runtime: Type.Optional(
        Type.String({
          description: "Module that generated code imports its helpers from.",
          default: "@dagwire/runtime/codegen/v1",
        }),
      ),
      importExtension: Type.Optional(
        Type.Union(
          importExtensions.map((extension) => Type.Literal(extension)),
          {
            description:
              'How generated files import one another: "./types.js", "./types.ts" for Deno and for Node that strips types, or "./types" ("none") for Next.js and webpack.',
            default: ".js",
          },
        ),
      ),
      typebox: Type.Optional(
        Type.Boolean({
          description: "Write typebox.ts too: every event and shared type as a TypeBox schema.",
          default: false,
        }),
      ),
      react: Type.Optional(
        Type.Union([Type.Literal("stream"), Type.Literal("dag")], {
          description:
            'Write react.ts too: hooks for a protocol that declares a state. "dag" adds hooks for the names of the reference protocol, such as useNode.',
        }),
      ),
    },
    { additionalProperties: false },
  );
}

function waiver(Type: TypeBuilder) {
  return Type.Object(
    {
      fingerprint: Type.String({
        pattern: "^[0-9a-f]{16}$",
        description: "Fingerprint of the accepted finding, as `dagwire check` prints it.",
        examples: ["0123456789abcdef"],
      }),
      reason: Type.String({ minLength: 1, description: "Why the finding is accepted; reports show it." }),
      expires: Type.Optional(
        Type.String({
          pattern: "^\\d{4}-\\d{2}-\\d{2}$",
          description: "Last day, in UTC, on which the waiver is valid. Example: 2027-01-01.",
          examples: ["2027-01-01"],
        }),
      ),
    },
    { additionalProperties: false },
  );
}

function checkOptions(Type: TypeBuilder) {
  const orders = ["server-first", "client-first", "rolling"] as const;
  return Type.Object(
    {
      deploy: Type.Optional(
        Type.Union(
          orders.map((order) => Type.Literal(order)),
          { description: "The order in which server and clients are deployed.", default: "server-first" },
        ),
      ),
      storage: Type.Optional(
        Type.Union([Type.Literal("durable"), Type.Literal("memory")], {
          description:
            'Whether servers keep events and states over a restart. "durable": a new server opens what an older one has stored. Default: "durable" if the protocol has a state, else "memory".',
        }),
      ),
      rollback: Type.Optional(
        Type.Union([Type.Literal("warned"), Type.Literal("gated")], {
          description: "Whether the check fails if an older server cannot open the state that a newer one has stored.",
          default: "warned",
        }),
      ),
      waivers: Type.Optional(Type.Array(waiver(Type), { description: "Findings of `dagwire check` that are accepted." })),
    },
    { additionalProperties: false, description: "Settings of `dagwire check`." },
  );
}

/**
 * Returns the schema of `dagwire.config.json`. The static type, the check of the file and the published JSON Schema are
 * derived from it.
 */
export function configSchema() {
  const Type = typeBuilder();
  const severity = Type.Union([Type.Literal("error"), Type.Literal("warning"), Type.Literal("off")]);
  const settable = Object.keys(rules).filter((id) => !isFixedRule(id));
  return Type.Object(
    {
      $schema: Type.Optional(Type.String({ description: "For editors." })),
      protocols: Type.Array(protocolEntry(Type), { minItems: 1, description: "The protocols of this repository." }),
      severity: Type.Optional(
        Type.Partial(Type.Record(Type.Union(settable.map((id) => Type.Literal(id))), severity), {
          description: "Severity by rule id.",
          additionalProperties: false,
        }),
      ),
      check: Type.Optional(checkOptions(Type)),
    },
    { $id: "https://dagwire.dev/schema/config.schema.json", title: "dagwire.config.json", additionalProperties: false },
  );
}

/** One protocol of the config. */
export type ProtocolEntry = Static<ReturnType<typeof protocolEntry>>;

/** An accepted finding of `dagwire check`. */
export type Waiver = Static<ReturnType<typeof waiver>>;

/** The order in which server and clients are deployed. `rolling`: server or clients may have the newer version. */
export type DeployOrder = "server-first" | "client-first" | "rolling";

/** Settings of `dagwire check`. */
export type CheckOptions = {
  readonly deploy?: DeployOrder;
  readonly storage?: "durable" | "memory";
  readonly rollback?: "warned" | "gated";
  readonly waivers?: readonly Waiver[];
};

/** Contents of `dagwire.config.json`. */
export type Config = {
  readonly protocols: readonly ProtocolEntry[];
  readonly severity?: Readonly<Record<string, "error" | "warning" | "off">>;
  readonly check?: CheckOptions;
};
