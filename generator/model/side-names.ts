import type { Direction } from "./event-model.js";

/** The generated names of one direction. */
export type SideNames = {
  /** `ServerEvent` */
  readonly union: string;
  /** `ServerEventMap` */
  readonly map: string;
  /** `ServerEventHandlers` */
  readonly handlers: string;
  /** `dispatchServerEvent` */
  readonly dispatch: string;
  /** `serverEvents` */
  readonly eventSet: string;
  /** `isServerEvent` */
  readonly guard: string;
  /** `server-event` */
  readonly file: string;
  /** The sender and the receiver, for documentation. */
  readonly sends: string;
};

/** The generated names of each direction. */
export const sideNames: Readonly<Record<Direction, SideNames>> = {
  server: {
    union: "ServerEvent",
    map: "ServerEventMap",
    handlers: "ServerEventHandlers",
    dispatch: "dispatchServerEvent",
    eventSet: "serverEvents",
    guard: "isServerEvent",
    file: "server-event",
    sends: "the engine sends to a dashboard",
  },
  client: {
    union: "ClientEvent",
    map: "ClientEventMap",
    handlers: "ClientEventHandlers",
    dispatch: "dispatchClientEvent",
    eventSet: "clientEvents",
    guard: "isClientEvent",
    file: "client-event",
    sends: "a dashboard sends to the engine",
  },
};
