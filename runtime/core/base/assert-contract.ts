import { version } from "./version.js";

/** The version of the contract with generated code that this runtime implements. */
const supported = 1;

/**
 * Refuses a protocol whose code was generated for a newer contract.
 *
 * @param protocol an entry. An entry that is written by hand may lack `contract`.
 * @throws TypeError if the contract is newer.
 */
export function assertContract({ name, contract = supported }: { readonly name: string; readonly contract?: number | undefined }): void {
  if (contract <= supported) return;
  throw new TypeError(
    `Protocol "${name}" was generated for contract ${contract}, and @dagwire/runtime ${version} speaks ${supported}. Update @dagwire/runtime.`,
  );
}
