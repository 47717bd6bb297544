import { useEffect, useMemo } from "react";
import type { CommandAck } from "../client/command-error.js";
import type { SendOptions } from "../client/options.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { ProtocolTypes, StatefulProtocol } from "../core/contract/v1/protocol.js";
import { createStreamHooks } from "./create-stream-hooks.js";
import type { SessionOf, StreamHandle, StreamHookOptions, StreamHooks } from "./create-stream-hooks.js";
import { tellStore, tellStoreAll } from "./four-method-store.js";
import type { AnyFourMethodStore, FourPartState } from "./four-method-store.js";

/** What the state of a protocol has to hold for these hooks; that of the reference protocol does. */
export type DAGState = FourPartState & {
  readonly edges: { readonly [from: string]: { readonly [to: string]: unknown } };
  readonly gates: { readonly [nodeId: string]: { readonly gate_id?: string } };
};

/** The types of a protocol that these hooks know. */
export type DAGTypes = ProtocolTypes & { readonly state: DAGState };

/** What a decision may say beside the decision. */
export type DecisionDetails = {
  /** What the person has to say about it. */
  readonly feedback?: string | undefined;
  /** Who decides. */
  readonly actor?: { readonly id: string; readonly name?: string } | undefined;
  /** The instance of the gate. @default the one that waits at the node now */
  readonly gateId?: string | undefined;
};

/** What a pause, a resumption or a cancellation may say. */
export type RequestDetails = Pick<DecisionDetails, "actor"> & { readonly reason?: string | undefined };

/** A run as a component holds it. Each function resolves when the command has taken effect and rejects where it has not. */
export type DAGHandle<T extends ProtocolTypes> = StreamHandle<T> & {
  readonly approve: (nodeId: string, details?: DecisionDetails) => Promise<CommandAck>;
  readonly reject: (nodeId: string, details?: DecisionDetails) => Promise<CommandAck>;
  /** Approves with a changed input. */
  readonly modify: (nodeId: string, modification: unknown, details?: DecisionDetails) => Promise<CommandAck>;
  readonly pause: (details?: RequestDetails) => Promise<CommandAck>;
  readonly resume: (details?: RequestDetails) => Promise<CommandAck>;
  readonly cancel: (details?: RequestDetails) => Promise<CommandAck>;
};

/** The hooks of a protocol whose events are named as those of the reference protocol. */
export type DAGHooks<T extends DAGTypes> = {
  /**
   * Follows a run for as long as the component is shown.
   *
   * @param store The application's own store, told besides; for those that have one.
   */
  readonly useDAGStream: (dagId: string, store?: AnyFourMethodStore, options?: StreamHookOptions<T>) => DAGHandle<T>;
  /** Makes a stream the one of all components inside. */
  readonly DAGStreamProvider: StreamHooks<T>["StreamProvider"];
  /** What has happened to a node; `undefined` while it is pending. */
  readonly useNode: (id: string, stream?: SessionOf<T>) => T["state"]["nodes"][string] | undefined;
  /** The last flow of data along an edge; `undefined` before the first. */
  readonly useEdge: (from: string, to: string, stream?: SessionOf<T>) => T["state"]["edges"][string][string] | undefined;
  readonly useGraph: (stream?: SessionOf<T>) => T["state"]["graph"];
  readonly useCost: (stream?: SessionOf<T>) => T["state"]["cost"];
  /** The gates that wait for a person, by node id. */
  readonly useGates: (stream?: SessionOf<T>) => T["state"]["gates"];
  readonly useRun: (stream?: SessionOf<T>) => T["state"]["run"];
} & Pick<StreamHooks<T>, "useEvents" | "useStream" | "useStreamPart" | "useStreamSession">;

/** Makes the hooks of a protocol; once, outside of components. The generated `react.ts` does. */
export function createDAGHooks<T extends DAGTypes>(protocol: StatefulProtocol<T>): DAGHooks<T> {
  type Hooks = DAGHooks<T>;
  const { useStreamHandle, useStreamPart, StreamProvider, useStream, useStreamSession, useEvents } = createStreamHooks(protocol);

  const useDAGStream: Hooks["useDAGStream"] = (dagId, store, options) => {
    const handle = useStreamHandle(dagId, options);
    const { stream } = handle;
    useStoreToo(stream, store);
    return { ...handle, ...useMemo(() => commandsOf(stream), [stream]) };
  };

  return {
    useDAGStream,
    DAGStreamProvider: StreamProvider,
    useNode: (id, stream) => useStreamPart(`/nodes/${escaped(id)}`, ({ nodes }) => memberOf<T["state"]["nodes"]>(nodes, id), stream),
    useEdge: (from, to, stream) =>
      useStreamPart(
        `/edges/${escaped(from)}/${escaped(to)}`,
        ({ edges }) => memberOf<T["state"]["edges"][string]>(memberOf<T["state"]["edges"]>(edges, from) ?? {}, to),
        stream,
      ),
    useGraph: (stream) => useStreamPart("/graph", ({ graph }) => graph, stream),
    useCost: (stream) => useStreamPart("/cost", ({ cost }) => cost, stream),
    useGates: (stream) => useStreamPart("/gates", ({ gates }) => gates, stream),
    useRun: (stream) => useStreamPart("/run", ({ run }) => run, stream),
    useStream,
    useStreamPart,
    useStreamSession,
    useEvents,
  };
}

function useStoreToo<T extends DAGTypes>(stream: SessionOf<T>, store: AnyFourMethodStore | undefined): void {
  useEffect(() => {
    if (store === undefined) return undefined;
    stream.store.flush();
    const known = stream.store.getSnapshot();
    if (known !== stream.store.getServerSnapshot()) tellStoreAll(store, known);
    return stream.listen({ onEvent: (event) => tellStore(store, event), onState: (state) => tellStoreAll(store, state) });
  }, [stream, store]);
}

function commandsOf<T extends DAGTypes>({
  store,
  send,
}: SessionOf<T>): Pick<DAGHandle<T>, "approve" | "reject" | "modify" | "pause" | "resume" | "cancel"> {
  // An event that the protocol does not take is refused as it is sent.
  const sendFields = (fields: object, options?: SendOptions): Promise<CommandAck> =>
    send(withoutUndefined(fields) as EventOf<T["client"]>, options);
  const decide = (decision: string, node_id: string, details: DecisionDetails = {}, more: object = {}): Promise<CommandAck> => {
    const { feedback, actor, gateId } = details;
    const gate_id = gateId ?? store.getSnapshot().gates[node_id]?.gate_id;
    return sendFields({ type: "human_decision", node_id, decision, gate_id, feedback, actor, ...more });
  };
  return {
    approve: (nodeId, details) => decide("approve", nodeId, details),
    reject: (nodeId, details) => decide("reject", nodeId, details),
    modify: (nodeId, modification, details) => decide("modify", nodeId, details, { modification }),
    pause: (details) => sendFields({ type: "pause_execution", ...details }),
    resume: (details) => sendFields({ type: "resume_execution", ...details }),
    cancel: (details) => sendFields({ type: "cancel_execution", ...details }),
  };
}

function memberOf<Members extends { readonly [key: string]: unknown }>(
  members: Members | object,
  key: string,
): Members[string] | undefined {
  // A key of the members, or of nothing.
  return Object.hasOwn(members, key) ? (Reflect.get(members, key) as Members[string]) : undefined;
}

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** As a token of a JSON Pointer. */
function escaped(id: string): string {
  return id.replaceAll("~", "~0").replaceAll("/", "~1");
}
