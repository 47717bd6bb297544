import { type DagState, type DagTypes, type RunPhase, dagEvents, streamState } from "@dagwire/dag";
import { type Connection, connect, trackLosses } from "@dagwire/runtime/client";
import { useEffect, useState, useSyncExternalStore } from "react";
import { isTerminal } from "./phases.js";
import type { RunEntry } from "./run-list.js";

/** The phases of the followed runs, by their ids. */
export type RunPhases = ReadonlyMap<string, RunPhase>;

/** Follows the phases of many runs over one socket. */
export class RunWatch {
  readonly #listeners = new Set<() => void>();
  readonly #states = new Map<string, DagState>();
  #followed: ReadonlySet<string> = new Set();
  #phases: RunPhases = new Map();
  #connection: Connection<DagTypes> | undefined;

  /** Returns the phases of the followed runs. Returns the same object until the phase of a run changes. */
  readonly getPhases = (): RunPhases => this.#phases;

  /** Calls `listener` when the phase of a run changes, until the returned function is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Follows the runs with these ids, and stops following all others. Opens the socket when it follows its first run. */
  follow(ids: readonly string[]): void {
    const [first] = ids;
    const before = this.#followed;
    this.#followed = new Set(ids);
    if (this.#connection === undefined) {
      if (first !== undefined) this.#connection = this.#connect(first, ids);
      return;
    }
    for (const id of ids) if (!before.has(id)) this.#connection.follow(id);
    for (const id of before) if (!this.#followed.has(id)) this.#connection.unfollow(id);
  }

  /** Stops following. A later {@link follow} begins again. */
  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #connect(first: string, streams: readonly string[]): Connection<DagTypes> {
    return connect(dagEvents, {
      url: `/api/dags/${encodeURIComponent(first)}/stream`,
      streams,
      losses: trackLosses(),
      onState: (state, { stream }) => {
        this.#take(stream, state);
      },
      onEvent: (event, { stream }) => {
        if (stream === undefined) return;
        const state = this.#states.get(stream) ?? streamState.initial();
        this.#take(stream, streamState.apply(state, [event]).state);
      },
    });
  }

  #take(id: string, state: DagState): void {
    this.#states.set(id, state);
    const { phase } = state.run;
    if (this.#phases.get(id) === phase) return;
    this.#phases = new Map(this.#phases).set(id, phase);
    for (const listener of this.#listeners) listener();
  }
}

/** Returns the phase of each run by its id. Follows the runs that have not ended; the server's list has the phases of the others. */
export function useRunPhases(runs: readonly RunEntry[]): ReadonlyMap<string, string> {
  const [watch] = useState(() => new RunWatch());
  const phases = useSyncExternalStore(watch.subscribe, watch.getPhases);
  useEffect(() => {
    watch.follow(runs.filter(({ status }) => !isOver(status)).map(({ id }) => id));
  }, [watch, runs]);
  useEffect(
    () => () => {
      watch.close();
    },
    [watch],
  );
  return new Map(
    runs.flatMap(({ id, status }) => {
      const seen = isOver(status) ? undefined : phases.get(id);
      const phase = seen === undefined || seen === "unknown" ? status : seen;
      return phase === undefined ? [] : [[id, phase] as const];
    }),
  );
}

function isOver(status: string | undefined): boolean {
  return status !== undefined && isTerminal(status);
}
