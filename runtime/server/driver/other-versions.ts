import { differenceOf } from "../../core/base/compatibility.js";
import type { ProtocolIdentity } from "../../core/frames/types.js";

/** Further versions cause no warning. Clients could otherwise fill memory and logs with invented versions. */
const mostWarnings = 64;

/** Creates the warnings about clients of other versions of the protocol, one for each version. */
export class OtherVersions {
  readonly #own: ProtocolIdentity;
  readonly #known = new Set<string>();

  constructor(own: ProtocolIdentity) {
    this.#own = own;
  }

  /** Returns the warning about a client; `undefined` if the same warning was returned before. */
  warningOf(other: ProtocolIdentity): string | undefined {
    // The version comes from the client, and must stay on one line of a log.
    const version = other.version.replaceAll(/[^\x20-\x7E]/g, "?");
    const difference = differenceOf(this.#own, { ...other, version });
    const message = `a client speaks ${difference}; this server speaks ${this.#own.version}. \`npx dagwire check --matrix\` tells whether the two agree.`;
    if (this.#known.size >= mostWarnings || this.#known.has(message)) return undefined;
    this.#known.add(message);
    return message;
  }
}
