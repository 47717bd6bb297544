import { differenceOf } from "../../core/base/compatibility.js";
import type { ProtocolIdentity } from "../../core/frames/types.js";

/** The largest number of versions that cause a warning. Without a limit clients could fill memory and logs with invented versions. */
const mostWarnings = 64;

/** Creates the warnings about clients of other versions of the protocol, one for each version. */
export class OtherVersions {
  readonly #own: ProtocolIdentity;
  readonly #known = new Set<string>();

  constructor(own: ProtocolIdentity) {
    this.#own = own;
  }

  /** Returns the warning about a client's version, or `undefined` if this warning was returned before. */
  warningOf(other: ProtocolIdentity): string | undefined {
    // The client could put line breaks into its version, which would forge lines of a log.
    const version = other.version.replaceAll(/[^\x20-\x7E]/g, "?");
    const difference = differenceOf(this.#own, { ...other, version });
    const message = `a client speaks ${difference}; this server speaks ${this.#own.version}. \`npx dagwire check --matrix\` tells whether these two versions work together.`;
    if (this.#known.size >= mostWarnings || this.#known.has(message)) return undefined;
    this.#known.add(message);
    return message;
  }
}
