import { entryNames } from "../model/generated-names.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { ImportPaths } from "./import-paths.js";
import { hasReducer } from "./state/emit-state.js";

/** The kind of hooks that `react.ts` exports: `stream` for any protocol, or `dag` for hooks with the names of the reference protocol. */
export type ReactHooks = "stream" | "dag";

const made: Readonly<Record<ReactHooks, { readonly maker: string; readonly type: string; readonly names: readonly string[] }>> = {
  stream: {
    maker: "createStreamHooks",
    type: "StreamHooks",
    names: [
      "StreamProvider",
      "useEvents",
      "useStream",
      "useStreamAt",
      "useStreamHandle",
      "useStreamPart",
      "useStreamSession",
      "useStreamText",
    ],
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
      "useStreamAt",
      "useStreamPart",
      "useStreamSession",
      "useStreamText",
      "useText",
    ],
  },
};

/**
 * Prints `react.ts` without its header. The file begins with "use client", because React asks for it in files whose hooks a
 * server component could import. Returns `undefined` if the entry object has no state. `index.ts` does not export
 * `react.ts`, so only programs that import this file need React.
 */
export function emitReact(model: ProtocolModel, hooks: ReactHooks, paths: ImportPaths, entry?: string): string | undefined {
  if (!hasReducer(model)) return undefined;
  const { events, types: typesName } = entryNames(model.name, entry);
  const { maker, type, names } = made[hooks];
  return `"use client";

import { ${maker} } from "@dagwire/runtime/react";
import type { ${type} } from "@dagwire/runtime/react";
import { ${events} } from "${paths.of("entry")}";
import type { ${typesName} } from "${paths.of("entry")}";
import { pageState } from "${paths.of("state")}";

/** The hooks of a React application for streams of ${model.name}. */
export type Hooks = ${type}<${typesName}>;

const hooks: Hooks = ${maker}({ ...${events}, state: pageState });

${names.map((hook) => `export const ${hook}: Hooks["${hook}"] = hooks.${hook};`).join("\n")}`;
}
