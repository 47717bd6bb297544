import type { Static } from "@sinclair/typebox";
import { typeBuilder } from "./type-builder.js";
import type { TypeBuilder } from "./type-builder.js";

function entryObject(Type: TypeBuilder) {
  const tagValue = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

  return Type.Object(
    {
      ref: Type.String({ description: 'Path, pattern, or "file#/json/pointer" of the schema.' }),
      name: Type.Optional(Type.String({ minLength: 1, description: "Name of the event: key in the handler map, and its type's name." })),
      tag: Type.Optional(
        Type.Union([Type.Null(), Type.Record(Type.String(), Type.Union([tagValue, Type.Array(tagValue, { minItems: 1 })]))], {
          description:
            "The values that identify the event, by pointer into the message, or by @name for a value that the caller of the dispatcher passes. null: the event is not dispatched.",
        }),
      ),
      at: Type.Optional(
        Type.String({
          pattern: "^(/.*)?$",
          description: "JSON Pointer to the part of the message that the schema describes.",
          examples: ["/payload"],
        }),
      ),
    },
    { additionalProperties: false },
  );
}

function protocolVersion(Type: TypeBuilder) {
  const pattern = "^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$";
  return Type.String({ pattern, description: "Semantic version of the protocol.", examples: ["0.2.0"] });
}

function terminalEvents(Type: TypeBuilder) {
  const description =
    "Names of the server events that end a stream: nothing can be published after them. Connections stay open until the engine calls `close()` of the stream.";
  return Type.Array(Type.String(), { description });
}

/**
 * Returns the schema of a manifest (`protocol.json`). The static type, the check of the file and the published JSON
 * Schema are derived from it.
 */
export function manifestSchema() {
  const Type = typeBuilder();
  const entry = entryObject(Type);
  const entries = (description: string) => Type.Array(Type.Union([Type.String(), entry]), { description });
  const reader = Type.Union([Type.Literal("strict"), Type.Literal("tolerant")]);
  const pointer = Type.String({ pattern: "^(/.*|@.+)$", examples: ["/type"] });
  return Type.Object(
    {
      $schema: Type.Optional(Type.String({ description: "For editors." })),
      name: Type.String({ minLength: 1, description: "Name of the protocol. Server and client show it to each other." }),
      version: protocolVersion(Type),
      description: Type.Optional(Type.String()),
      discriminator: Type.Optional(
        Type.Union([pointer, Type.Array(pointer, { minItems: 1 })], {
          description: "JSON Pointer to the value in a message that distinguishes events, or several pointers, tried in order.",
          default: "/type",
        }),
      ),
      server: Type.Optional(entries("Schemas of the events that the server (the engine) sends.")),
      client: Type.Optional(entries("Schemas of the events that the client (the dashboard) sends.")),
      types: Type.Optional(entries("Schemas that become types and validators without being events.")),
      state: Type.Optional(
        Type.String({ description: 'Path, or "file#/json/pointer", of the schema of the state that server events change.' }),
      ),
      terminal: Type.Optional(terminalEvents(Type)),
      retained: Type.Optional(
        Type.Array(Type.String(), {
          description:
            "Versions still in use, for `dagwire check`: git:v1.0.0, npm:@acme/dag@1.0.0, a path relative to the folder in which dagwire runs.",
        }),
      ),
      readers: Type.Optional(
        Type.Object(
          { server: Type.Optional(reader), client: Type.Optional(reader) },
          {
            additionalProperties: false,
            description: "How the receiver reads the events of each direction. Default: server tolerant, client strict.",
          },
        ),
      ),
      retired: Type.Optional(
        Type.Object(
          { server: Type.Optional(Type.Array(Type.String())), client: Type.Optional(Type.Array(Type.String())) },
          {
            additionalProperties: false,
            description:
              'Tags of removed events, which must not be used again with another meaning: "node_done", or "request/pause" with two discriminators.',
          },
        ),
      ),
      names: Type.Optional(
        Type.Record(Type.String(), Type.String({ pattern: "^[A-Za-z_$][A-Za-z0-9_$]*$", examples: ["NodeState"] }), {
          description: 'TypeScript names by "file#/pointer", for schemas that you cannot change.',
        }),
      ),
    },
    { $id: "https://dagwire.dev/schema/protocol.schema.json", title: "protocol.json", additionalProperties: false },
  );
}

/** Contents of a manifest. */
export type Manifest = Static<ReturnType<typeof manifestSchema>>;

/** An entry of `server`, `client` or `types` in its long form. */
export type ManifestEntry = Static<ReturnType<typeof entryObject>>;
