import { fact } from "../base/fact.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { Schema } from "../schema/schema.js";

/**
 * Returns the names of the types that hold only the listed values of an open enum, such as `KnownNodeStatus`, by the
 * schema of the enum. No other type of the protocol has one of these names.
 */
export const knownNames: (model: ProtocolModel) => ReadonlyMap<Schema, string> = fact(({ types, server, client }: ProtocolModel) => {
  const taken = new Set([...types, ...server.declarations, ...client.declarations].map(({ name }) => name));
  return new Map(
    types.flatMap(({ name, schema }) => {
      if (schema.isOpen !== true) return [];
      let known = `Known${name}`;
      while (taken.has(known)) known += "Value";
      taken.add(known);
      return [[schema, known] as const];
    }),
  );
});
