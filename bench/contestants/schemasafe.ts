import { validator } from "@exodus/schemasafe";
import type { Schema as SafeSchema } from "@exodus/schemasafe";
import { serverSchema } from "../protocol/bundle.js";
import type { Bundle } from "../protocol/bundle.js";
import type { Contestant } from "./contestant.js";

/** schemasafe, compiled, with its discriminator. */
export function createSchemasafe(bundle: Bundle): Contestant {
  const check = validator(serverSchema(bundle) as SafeSchema, { mode: "lax", removeAdditional: false, extraFormats: true });
  return { name: "schemasafe", check: (value) => check(value as Parameters<typeof check>[0]) };
}
