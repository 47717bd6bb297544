"use client";

import { useEffect, useMemo } from "react";
import type { SendOptions } from "../client/options.js";
import type { StreamSession } from "../client/store/stream-session.js";
import type { CommandOutcome } from "../core/client-steps/client-state.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { ProtocolTypes, StatefulProtocol } from "../core/contract/v1/protocol.js";
import { createStreamHooks } from "./create-stream-hooks.js";
import type { StreamHandle, StreamHookOptions, StreamHooks } from "./create-stream-hooks.js";
import { tellStore, tellStoreAll } from "./four-method-store.js";
import type { AnyFourMethodStore, FourPartState } from "./four-method-store.js";

/** The parts of a state that {@link DAGHooks} read. The state of the reference protocol has them. */
export type DAGState = FourPartState & {
  readonly edges: { readonly [from: string]: { readonly [to: string]: unknown } };
  readonly gates: { readonly [nodeId: string]: { readonly gate_id?: string } };
  /** Absent before version 1.1 of the reference protocol. */
  readonly texts?: { readonly [textId: string]: unknown };
};

/** The types of a protocol whose state has the parts of {@link DAGState}. */
export type DAGTypes = ProtocolTypes & { readonly state: DAGState };

/** Optional details of a decision at a gate. */
export type DecisionDetails = {
  /** A comment of the person who decides. */
  readonly feedback?: string | undefined;
  /** The person who decides. */
  readonly actor?: { readonly id: string; readonly name?: string } | undefined;
  /** Id of the gate. @default the gate that waits at the node now */
  readonly gateId?: string | undefined;
};

/** Optional details of a request to pause, resume or cancel the run. */
export type RequestDetails = Pick<DecisionDetails, "actor"> & { readonly reason?: string | undefined };

/**
 * A run, as the hooks return it to a component. Each function sends a command. Its promise resolves when the command has taken
 * effect, or rejects with a `CommandError`.
 */
export type DAGHandle<T extends ProtocolTypes> = StreamHandle<T> & {
  readonly approve: (nodeId: string, details?: DecisionDetails) => Promise<CommandOutcome>;
  readonly reject: (nodeId: string, details?: DecisionDetails) => Promise<CommandOutcome>;
  /** Approves a gate, and changes the input of its node to `modification`. */
  readonly modify: (nodeId: string, modification: unknown, details?: DecisionDetails) => Promise<CommandOutcome>;
  readonly pause: (details?: RequestDetails) => Promise<CommandOutcome>;
  readonly resume: (details?: RequestDetails) => Promise<CommandOutcome>;
  readonly cancel: (details?: RequestDetails) => Promise<CommandOutcome>;
};

/** The hooks of a protocol whose events have the same names as in the reference protocol. */
export type DAGHooks<T extends DAGTypes> = {
  /**
   * Follows a run while the component is mounted.
   *
   * @param store The application's own store, which the hook keeps up to date through its four methods.
   */
  readonly useDAGStream: (dagId: string, store?: AnyFourMethodStore, options?: StreamHookOptions<T>) => DAGHandle<T>;
  /** Passes a stream to the hooks of all components inside this component. */
  readonly DAGStreamProvider: StreamHooks<T>["StreamProvider"];
  /** Returns the state of a node, or `undefined` before the node's first event. */
  readonly useNode: (id: string, stream?: StreamSession<T>) => T["state"]["nodes"][string] | undefined;
  /** Returns the time at which data last passed along an edge, or `undefined` if no data has. */
  readonly useEdge: (from: string, to: string, stream?: StreamSession<T>) => T["state"]["edges"][string][string] | undefined;
  /** Returns the nodes and edges of the run. */
  readonly useGraph: (stream?: StreamSession<T>) => T["state"]["graph"];
  /** Returns the costs of the run and its budget. */
  readonly useCost: (stream?: StreamSession<T>) => T["state"]["cost"];
  /** Returns the gates that wait for a decision, by the id of their node. */
  readonly useGates: (stream?: StreamSession<T>) => T["state"]["gates"];
  /** Returns the phase of the run, and its start and end. */
  readonly useRun: (stream?: StreamSession<T>) => T["state"]["run"];
  /** Returns a text of the run and what is known about it, or `undefined` before the text's first event. */
  readonly useText: (id: string, stream?: StreamSession<T>) => NonNullable<T["state"]["texts"]>[string] | undefined;
} & Pick<StreamHooks<T>, "useEvents" | "useStream" | "useStreamAt" | "useStreamPart" | "useStreamSession" | "useStreamText">;

/**
 * Makes the {@link DAGHooks} of a protocol. Call this function once, outside of components, as the generated `react.ts` does.
 *
 * @param protocol The generated entry object with its state.
 * @throws TypeError if the protocol was generated for a newer contract than this runtime's.
 */
export function createDAGHooks<T extends DAGTypes>(protocol: StatefulProtocol<T>): DAGHooks<T> {
  type Hooks = DAGHooks<T>;
  const { useStreamHandle, StreamProvider, useStream, useStreamAt, useStreamPart, useStreamText, useStreamSession, useEvents } =
    createStreamHooks(protocol);
  // The cast is safe: a part of `T["state"]` has the type of this part, which TypeScript finds only if it knows `T`.
  const usePart = useStreamAt as (path: readonly string[], stream?: StreamSession<T>) => never;

  const useDAGStream: Hooks["useDAGStream"] = (dagId, store, options) => {
    const handle = useStreamHandle(dagId, options);
    const { stream } = handle;
    useStoreToo(stream, store);
    return { ...handle, ...useMemo(() => commandsOf(stream), [stream]) };
  };

  return {
    useDAGStream,
    DAGStreamProvider: StreamProvider,
    useNode: (id, stream) => usePart(["nodes", id], stream),
    useEdge: (from, to, stream) => usePart(["edges", from, to], stream),
    useGraph: (stream) => usePart(["graph"], stream),
    useCost: (stream) => usePart(["cost"], stream),
    useGates: (stream) => usePart(["gates"], stream),
    useRun: (stream) => usePart(["run"], stream),
    useText: (id, stream) => usePart(["texts", id], stream),
    useStream,
    useStreamAt,
    useStreamPart,
    useStreamText,
    useStreamSession,
    useEvents,
  };
}

function useStoreToo<T extends DAGTypes>(stream: StreamSession<T>, store: AnyFourMethodStore | undefined): void {
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
}: StreamSession<T>): Pick<DAGHandle<T>, "approve" | "reject" | "modify" | "pause" | "resume" | "cancel"> {
  // The cast is safe, because send() refuses an event that the protocol does not have.
  const sendFields = (fields: object, options?: SendOptions): Promise<CommandOutcome> =>
    send(withoutUndefined(fields) as EventOf<T["client"]>, options);
  const decide = (decision: string, node_id: string, details: DecisionDetails = {}, more: object = {}): Promise<CommandOutcome> => {
    const { feedback, actor, gateId } = details;
    const gate_id: unknown = gateId ?? store.read(["gates", node_id, "gate_id"]);
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

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
