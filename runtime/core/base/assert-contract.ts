import { version } from "./version.js";

/** The contract between generated code and this runtime. */
const spoken = 1;

/**
 * Refuses a protocol that a newer generator has made for a contract that this runtime does not know.
 *
 * @param protocol an entry object; one that is written by hand may lack `contract`.
 * @throws TypeError
 */
export function assertContract({ name, contract = spoken }: { readonly name: string; readonly contract?: number | undefined }): void {
  if (contract <= spoken) return;
  throw new TypeError(
    `Protocol "${name}" was generated for contract ${contract}, and @dagwire/runtime ${version} speaks ${spoken}. Update @dagwire/runtime.`,
  );
}
