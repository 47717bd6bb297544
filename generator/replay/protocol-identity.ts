import type { ProtocolModel } from "../model/protocol.js";

/** Name, version and digest of a protocol, as peers exchange them. */
export type ProtocolIdentity = { readonly name: string; readonly version: string; readonly digest: string };

/** Returns the identity of a model, equal to the identity in the generated entry object. */
export function identityOf({ name, version, digest }: ProtocolModel): ProtocolIdentity {
  return { name, version, digest };
}
