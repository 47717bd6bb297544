import type { ProtocolModel } from "../model/protocol.js";

/** What peers tell each other of the protocol that they speak. */
export type ProtocolIdentity = { readonly name: string; readonly version: string; readonly digest: string };

/** Identity of a model, as the generated entry object has it. */
export function identityOf({ name, version, digest }: ProtocolModel): ProtocolIdentity {
  return { name, version, digest };
}
