import { atOnce } from "../core/base/guard.js";
import type { ProtocolTypes } from "../core/contract/v1/protocol.js";
import type { Admitted } from "./http/admission.js";
import type { Serving } from "./serving.js";
import type { Settings } from "./settings.js";
import type { Visits } from "./visits.js";

/** Whether a client can follow the stream in its address: it can, the stream does not exist, or it cannot be opened now. */
export type StreamEntry = "open" | "none" | "failed";

/** Finds or opens the stream of a client that the server has admitted. */
export class StreamEntries<T extends ProtocolTypes, P> {
  readonly #settings: Settings<T, P>;
  readonly #serving: Serving<T, P>;
  readonly #visits: Visits;

  constructor(settings: Settings<T, P>, serving: Serving<T, P>, visits: Visits) {
    this.#settings = settings;
    this.#serving = serving;
    this.#visits = visits;
  }

  /** Decides whether the client can follow the stream. Waits for a stream that nobody has opened yet. */
  async inTime(stream: string, verdict: Admitted<P>): Promise<StreamEntry> {
    const entry = await this.#entryOf(stream, verdict);
    const isComing = entry === "none" && (await this.#serving.waits.comes(stream, this.#settings.limits.unknownStreamMs));
    return isComing ? this.#entryOf(stream, verdict) : entry;
  }

  /**
   * Waits for a stream that is being opened, or opens the stream if `openOnConnect` allows that. Without the wait, a client would
   * get the code 4404 if `open` rejects later, and would never connect again. Returns "open" for a session also if only the log
   * holds the stream, from an earlier process, and if the driver has to call `authorize` first.
   */
  async #entryOf(stream: string, { principal, subprotocol }: Admitted<P>): Promise<StreamEntry> {
    const { options, log, report } = this.#settings;
    const { streams } = this.#serving;
    const isSession = subprotocol !== undefined;
    if (streams.has(stream))
      return streams.whenOpen(stream).then(
        () => "open",
        // The caller of `open` gets the error.
        () => "failed",
      );
    try {
      // A client that may not follow a stream must not learn whether the stream exists. The driver calls `authorize` for a session
      // after the upgrade, and looks for the stream only then.
      if (isSession && options.authorize !== undefined) {
        if (options.openOnConnect === undefined) return "open";
        if (!(await options.authorize(principal, stream, undefined))) return "open";
      }
      const streamOptions = atOnce(options.openOnConnect?.(stream), "openOnConnect");
      if (streamOptions === undefined) return isSession && (await log.head(stream)) !== undefined ? "open" : "none";
      if (!streams.has(stream)) this.#visits.open(stream);
      await streams.open(stream, streamOptions);
      return "open";
    } catch (thrown) {
      report(thrown);
      return "failed";
    }
  }
}
