import type { Peer } from "../config/support-schema.js";
import { entryNames, sideNames } from "../model/generated-names.js";
import type { ProtocolModel } from "../model/protocol.js";
import { docComment } from "../types/doc-comment.js";
import type { ImportPaths } from "./import-paths.js";
import { hasReducer } from "./state/emit-state.js";

const { server, client } = sideNames;

/**
 * Prints `entry.ts` without its header: the protocol as one object. If the protocol has a state, the file has two objects,
 * one with the state and one without. Both are object literals, so a bundler can remove the unused one, together with the
 * code of the state.
 *
 * @param entry The name of the object. @default the protocol's name in camel case
 */
export function emitEntry(model: ProtocolModel, paths: ImportPaths, entry?: string): string {
  const { name, peers } = model;
  const names = entryNames(name, entry);
  const state = stateType(model);
  const reducer = hasReducer(model) ? ["state: streamState"] : [];
  const whole = {
    name: names.whole,
    type: hasReducer(model) ? "StatefulProtocol" : "Protocol",
    docs: `Protocol ${JSON.stringify(name)} as one object. Pass it to servers, clients, hooks and mock servers.`,
  };
  const events = { name: names.events, type: "Protocol", docs: `{@link ${names.whole}} without its state, for a page that keeps none.` };
  return [
    imports(model, paths),
    `${docComment([`Types of protocol ${JSON.stringify(name)}: its events by name${state === undefined ? "" : ", and its state"}.`], "")}
export type ${names.types} = {
  readonly server: ${server.map};
  readonly client: ${client.map};
  readonly state: ${state?.local ?? "undefined"};
};`,
    ...(peers === undefined ? [] : [peerTable(peers)]),
    constant(model, { ...whole, types: names.types }, reducer),
    ...(hasReducer(model) ? [constant(model, { ...events, types: names.types }, [])] : []),
  ].join("\n\n");
}

function imports(model: ProtocolModel, paths: ImportPaths): string {
  const state = stateType(model);
  return [
    `import type { ${hasReducer(model) ? "Protocol, StatefulProtocol" : "Protocol"} } from ${JSON.stringify(paths.runtime)};`,
    ...[client, server].flatMap(({ map, eventSet, file }) => [
      `import type { ${map} } from "${paths.of(file)}";`,
      `import { ${eventSet} } from "${paths.of(`${file}-validator`)}";`,
    ]),
    ...(hasReducer(model) ? [`import { streamState } from "${paths.of("state")}";`] : []),
    ...(state === undefined ? [] : [`import type { ${state.imported} } from "${paths.of("types")}";`]),
  ].join("\n");
}

/**
 * Returns the name of the state's type in `entry.ts`, and the text that imports it. A type named `Protocol` is imported as
 * `State`, because the file imports another `Protocol`.
 */
function stateType({ state }: ProtocolModel): { readonly imported: string; readonly local: string } | undefined {
  if (state === undefined) return undefined;
  const { typeName } = state;
  if (typeName !== "Protocol" && typeName !== "StatefulProtocol") return { imported: typeName, local: typeName };
  return { imported: `${typeName} as State`, local: "State" };
}

type Constant = { readonly name: string; readonly type: string; readonly types: string; readonly docs: string };

function constant(model: ProtocolModel, { name, type, types, docs }: Constant, state: readonly string[]): string {
  const members = [
    "contract: 1",
    `name: ${JSON.stringify(model.name)}`,
    `version: ${JSON.stringify(model.version)}`,
    `digest: ${JSON.stringify(model.digest)}`,
    ...(model.peers === undefined ? [] : ["peers"]),
    `server: ${server.eventSet}`,
    `client: ${client.eventSet}`,
    ...state,
  ];
  return `${docComment([docs], "")}\nexport const ${name}: ${type}<${types}> = {\n${members.map((member) => `  ${member},\n`).join("")}};`;
}

function peerTable(peers: readonly Peer[]): string {
  const lines = peers.map(
    ({ digest, version, asServer, asClient, stored }) =>
      `  ${JSON.stringify(digest)}: { version: ${JSON.stringify(version)}, asServer: "${asServer}", asClient: "${asClient}"${stored === undefined ? "" : `, stored: "${stored}"`} },`,
  );
  return ["const peers = {", ...lines, "} as const;"].join("\n");
}
