import { version } from "./version.js";

/** The version of the contract with generated code that this runtime implements. */
const supported = 1;

/** The properties of an entry object that the runtime checks. A program in plain JavaScript may pass something else. */
type Entry = { readonly name: string; readonly contract?: number | undefined; readonly state?: unknown };

/**
 * Refuses a protocol whose code was generated for a newer contract, and a value that is no protocol.
 *
 * @param protocol an entry. An entry that is written by hand may lack `contract`.
 * @throws TypeError if the contract is newer, or `protocol` is no entry object.
 */
export function assertContract(protocol: Entry | undefined): void {
  if (typeof protocol?.name !== "string")
    throw new TypeError(`expected a generated entry object, such as \`dag\`, got ${typeof protocol}.`);
  const { name, contract = supported } = protocol;
  if (contract <= supported) return;
  throw new TypeError(
    `"${name}" was generated for contract ${contract}, and @dagwire/runtime ${version} has ${supported}: update @dagwire/runtime.`,
  );
}

/**
 * Like {@link assertContract}. It also refuses an entry object without a state.
 *
 * @throws TypeError if the contract is newer, or `protocol` is no entry object, or has no state.
 */
export function assertStateful(protocol: Entry | undefined): void {
  assertContract(protocol);
  if (protocol?.state !== undefined) return;
  throw new TypeError(
    `The entry object of protocol "${protocol?.name}" has no state. Use the entry object with the state, such as \`dag\` in place of \`dagEvents\`.`,
  );
}
