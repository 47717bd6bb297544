import type { ProtocolModel } from "../model/protocol.js";
import type { SourceFile } from "./print/statement.js";

/** `protocol.ts`: what a peer says of itself when it connects. */
export function emitProtocol({ name, version, digest, discriminators }: ProtocolModel): SourceFile {
  const pointers = discriminators.map((pointer) => JSON.stringify(pointer)).join(", ");
  const initializer = `{
  name: ${JSON.stringify(name)},
  version: ${JSON.stringify(version)},
  digest: ${JSON.stringify(digest)},
  discriminators: [${pointers}],
} as const`;
  const docs = ["Identity of the protocol. The digest covers what its schemas accept, not their wording."];
  return { path: "protocol.ts", modules: [], statements: [{ kind: "const", name: "protocol", initializer, docs }] };
}
