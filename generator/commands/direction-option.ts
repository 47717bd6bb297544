import type { Direction } from "../model/event-model.js";
import { UsageError } from "../base/exit-code.js";

/**
 * Returns the direction that an option names; `undefined` if the option is not given.
 *
 * @throws UsageError for a value other than `server` and `client`.
 */
export function directionOption(option: string, value: string | undefined): Direction | undefined {
  if (value === undefined || value === "server" || value === "client") return value;
  throw new UsageError(`--${option} is "server" or "client", not "${value}".`);
}
