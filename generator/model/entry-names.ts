import { camelCase, pascalCase } from "../base/pascal-case.js";
import { isTypeName } from "./reserved-names.js";

/** The names that `entry.ts` exports. */
export type EntryNames = {
  /** `dag`: the whole protocol. */
  readonly whole: string;
  /** `dagEvents`: the protocol without its state. */
  readonly events: string;
  /** `DagTypes` */
  readonly types: string;
};

/** Returns the names. @param entry name of the entry object. @default the protocol's name in camel case */
export function entryNames(protocol: string, entry = camelCase(protocol)): EntryNames {
  return { whole: entry, events: `${entry}Events`, types: `${pascalCase(entry)}Types` };
}

/** Returns true if a constant of a module may have the name. */
export function isConstantName(name: string): boolean {
  return isTypeName(name) && name !== "arguments" && name !== "eval";
}
