import type { ProtocolModel } from "../model/protocol.js";
import type { Peer } from "../config/peer.js";
import type { SourceFile } from "./print/statement.js";

/** `protocol.ts`: what a peer says of itself when it connects. */
export function emitProtocol({ name, version, digest, discriminators, peers }: ProtocolModel): SourceFile {
  const pointers = discriminators.map((pointer) => JSON.stringify(pointer)).join(", ");
  const initializer = `{
  name: ${JSON.stringify(name)},
  version: ${JSON.stringify(version)},
  digest: ${JSON.stringify(digest)},
  discriminators: [${pointers}],${peers === undefined ? "" : `\n${peerLines(peers)}`}
} as const`;
  const docs = [
    `Identity of the protocol. The digest covers what its schemas accept, not their wording${digest.includes(".") ? "; after the dot, how its state changes" : ""}.${peers === undefined ? "" : ` ${aboutPeers}`}`,
  ];
  return { path: "protocol.ts", modules: [], statements: [{ kind: "const", name: "protocol", initializer, docs }] };
}

const aboutPeers = "`peers` says, by digest, whether another version is let in as a client or as a server.";

function peerLines(peers: readonly Peer[]): string {
  const lines = peers.map(
    ({ digest, version, asServer, asClient }) =>
      `    ${JSON.stringify(digest)}: { version: ${JSON.stringify(version)}, asServer: "${asServer}", asClient: "${asClient}" },`,
  );
  return ["  peers: {", ...lines, "  },"].join("\n");
}
