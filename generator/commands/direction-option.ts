import type { Direction } from "../model/event-model.js";
import { UsageError } from "../base/exit-code.js";

/**
 * The direction that an option names.
 *
 * @throws UsageError for anything else.
 */
export function directionOption(option: string, value: string | undefined): Direction | undefined {
  if (value === undefined || value === "server" || value === "client") return value;
  throw new UsageError(`--${option} is "server" or "client", not "${value}".`);
}
