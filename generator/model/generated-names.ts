import { camelCase, pascalCase } from "../base/pascal-case.js";
import { isTypeName } from "./reserved-names.js";
import type { Direction } from "./event-model.js";

/** The names of the generated types, values and files for the events of one direction. */
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
  /** Words for the generated documentation that name the sender and the receiver. */
  readonly sends: string;
};

/** The names of the generated types, values and files, by the direction of the events. */
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

/** The names that `entry.ts` exports. */
export type EntryNames = {
  /** `dag`: the whole protocol. */
  readonly whole: string;
  /** `dagEvents`: the protocol without its state. */
  readonly events: string;
  /** `DagTypes` */
  readonly types: string;
};

/** Returns the names that `entry.ts` exports. @param entry name of the entry object. @default the protocol's name in camel case */
export function entryNames(protocol: string, entry = camelCase(protocol)): EntryNames {
  return { whole: entry, events: `${entry}Events`, types: `${pascalCase(entry)}Types` };
}

/** Returns true if a name is allowed for a constant at the top level of a TypeScript module. */
export function isConstantName(name: string): boolean {
  return isTypeName(name) && name !== "arguments" && name !== "eval";
}
