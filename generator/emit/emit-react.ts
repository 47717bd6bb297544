import type { ProtocolModel } from "../model/protocol.js";

/** Which hooks `react.ts` makes: those of any stream, or those that know the names of the reference protocol. */
export type ReactHooks = "stream" | "dag";

const made: Readonly<Record<ReactHooks, { readonly maker: string; readonly type: string; readonly names: readonly string[] }>> = {
  stream: {
    maker: "createStreamHooks",
    type: "StreamHooks",
    names: ["StreamProvider", "useEvents", "useStream", "useStreamHandle", "useStreamPart", "useStreamSession"],
  },
  dag: {
    maker: "createDAGHooks",
    type: "DAGHooks",
    names: [
      "DAGStreamProvider",
      "useCost",
      "useDAGStream",
      "useEdge",
      "useEvents",
      "useGates",
      "useGraph",
      "useNode",
      "useRun",
      "useStream",
      "useStreamPart",
      "useStreamSession",
    ],
  },
};

/**
 * The text of `react.ts`, but for its header; `undefined` where the protocol declares no state. It is no part
 * of `index.ts`: only who imports it needs React.
 */
export function emitReact({ name, state }: ProtocolModel, hooks: ReactHooks): string | undefined {
  if (state === undefined) return undefined;
  const { maker, type, names } = made[hooks];
  const { typeName } = state;
  const isTaken = ["Hooks", "hooks", maker, type, ...names].includes(typeName);
  const local = isTaken ? `${typeName}State` : typeName;
  return `import { ${maker} } from "@dagwire/runtime/react";
import type { ${type} } from "@dagwire/runtime/react";
import type { ClientEvent } from "./client-event.js";
import { clientEvents } from "./client-event-validator.js";
import { protocol } from "./protocol.js";
import type { ServerEvent } from "./server-event.js";
import { serverEvents } from "./server-event-validator.js";
import { streamState } from "./state.js";
import type { ${isTaken ? `${typeName} as ${local}` : typeName} } from "./types.js";

/** What a React application follows streams of ${name} with. */
export type Hooks = ${type}<${local}, ServerEvent, ClientEvent>;

const hooks: Hooks = ${maker}({
  protocol,
  events: { server: serverEvents, client: clientEvents },
  state: streamState,
});

${names.map((hook) => `export const ${hook}: Hooks["${hook}"] = hooks.${hook};`).join("\n")}`;
}
