import { resolve } from "node:path";
import { defaultRuntime } from "../config/load-config.js";
import { formatText } from "../diagnostics/format-text.js";
import type { Direction } from "../model/event-model.js";
import { modelProtocol } from "./read-protocol.js";
import { SeededChoices } from "../sample/choices.js";
import { EventSampler } from "./event-sampler.js";
import { compileEvents } from "../validate/compile-protocol.js";

/** Options of {@link sampleEvents}. */
export type SampleOptions = {
  /** The seed of the random choices. The same seed gives the same events. @default 1 */
  readonly seed?: number | undefined;
  /** The sender of the events. @default "server" */
  readonly direction?: Direction | undefined;
  /** True to also use values that enums with `x-open` do not list, because later versions may send such values. @default false */
  readonly others?: boolean | undefined;
};

/**
 * Returns an endless iterator of random events, for tests. The protocol's validators accept each of them, but their
 * order has no meaning.
 *
 * ```ts
 * const samples = sampleEvents<ServerEvent>("schema/dag/protocol.json", { seed: 7 });
 * mock.play(Array.from({ length: 100 }, () => samples.next().value));
 * ```
 *
 * @param manifestPath the path of the manifest, relative to the current folder.
 * @throws Error with the findings if the schemas have errors, or if no valid event was found.
 */
export function* sampleEvents<Event = unknown>(
  manifestPath: string,
  { seed = 1, direction = "server", others = false }: SampleOptions = {},
): Generator<Event, never, undefined> {
  const plan = { manifestPath: resolve(manifestPath), outPath: "", runtime: defaultRuntime };
  const { model, diagnostics } = modelProtocol(process.cwd(), plan);
  if (model === undefined) throw new Error(`cannot sample ${manifestPath}:\n${formatText(diagnostics)}`);
  const sampler = new EventSampler(model[direction], compileEvents(model)[direction], new SeededChoices(seed), others);
  for (;;) {
    const sample = sampler.next();
    if (sample === undefined)
      throw new Error(
        `cannot sample ${manifestPath}: no valid ${direction} event was found. Add valid messages as "examples" to the schemas of ${direction} events.`,
      );
    // The generated validators have accepted the value.
    yield sample.event as Event;
  }
}
