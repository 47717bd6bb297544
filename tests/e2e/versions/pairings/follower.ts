import { connect, StreamSession, trackLosses } from "@dagwire/runtime/client";
import type { CommandOutcome, ConnectionInfo, ConnectionOptions, ConnectionStatus, StreamLoss } from "@dagwire/runtime/client";
import type { Protocol } from "@dagwire/runtime";
import type { Message } from "./board.js";
import type { BoardTypes } from "./two-versions.js";

/** The part of a client that a page uses. A client of a version with a state keeps the state, any other only counts events. */
export type Follower = {
  readonly state: () => unknown;
  readonly status: () => ConnectionStatus;
  readonly info: () => ConnectionInfo;
  /** The number of messages that the client has received, whether it could read them or not. */
  readonly received: () => number;
  readonly loss: () => StreamLoss | undefined;
  /** The code with which the stream has ended or was refused. */
  readonly end: () => number | undefined;
  readonly send: (command: Message) => Promise<CommandOutcome>;
  readonly close: () => void;
};

/** Connects to a stream. Calls `onState` at each change of the state, if the version has one. */
export function follow(protocol: Protocol<BoardTypes>, options: ConnectionOptions<BoardTypes>, onState: () => void): Follower {
  const { state } = protocol;
  return state === undefined ? withoutState(protocol, options) : withState({ ...protocol, state }, options, onState);
}

function withState(
  protocol: ConstructorParameters<typeof StreamSession<BoardTypes>>[0],
  options: ConnectionOptions<BoardTypes>,
  onState: () => void,
): Follower {
  const session = new StreamSession<BoardTypes>(protocol, { ...options, schedule: (flush) => flush(), onLoss: () => undefined });
  session.store.subscribe("", onState);
  session.open();
  return {
    state: () => session.store.getSnapshot(),
    status: session.getStatus,
    info: session.getInfo,
    received: () => total(session.getReceived()),
    loss: session.getLoss,
    end: () => session.getEnd()?.code,
    send: (command) => session.send(command),
    close: () => session.close(),
  };
}

function withoutState(protocol: Protocol<BoardTypes>, options: ConnectionOptions<BoardTypes>): Follower {
  let code: number | undefined;
  const connection = connect<BoardTypes>(protocol, {
    ...options,
    losses: trackLosses(),
    onEnded: (_stream, ended) => (code = ended),
  });
  return {
    state: () => undefined,
    status: () => connection.status,
    info: () => connection.info,
    received: () => total(connection.received),
    loss: () => Object.values(connection.status.losses)[0],
    end: () => code,
    send: (command) => connection.send(command),
    close: () => connection.close(),
  };
}

function total({ events, unknown, invalid }: { readonly events: number; readonly unknown: number; readonly invalid: number }): number {
  return events + unknown + invalid;
}
