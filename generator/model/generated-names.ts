import { camelCase, pascalCase } from "../base/pascal-case.js";
import { isTypeName } from "./reserved-names.js";
import type { Direction } from "./event-model.js";

/** The names of the generated types, values and files for the events of one direction. */
export type SideNames = {
  /** The union of all events, such as `ServerEvent`. */
  readonly union: string;
  /** The type with each event's type by name, such as `ServerEventMap`. */
  readonly map: string;
  /** The type with a handler for each event, such as `ServerEventHandlers`. */
  readonly handlers: string;
  /** The function that calls the handler of an event, such as `dispatchServerEvent`. */
  readonly dispatch: string;
  /** The object that validates events, such as `serverEvents`. */
  readonly eventSet: string;
  /** The guard of the union, such as `isServerEvent`. */
  readonly guard: string;
  /** The file that declares the types, without its ending, such as `server-event`. */
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
  /** The object with the whole protocol, such as `dag`. */
  readonly whole: string;
  /** The object with the protocol without its state, such as `dagEvents`. */
  readonly events: string;
  /** The type with the types of the events and of the state, such as `DagTypes`. */
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
