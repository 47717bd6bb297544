import { createRequire } from "node:module";

/** TypeBox's builder of schemas. */
export type TypeBuilder = (typeof import("@sinclair/typebox"))["Type"];

/** Loads TypeBox when a schema of ours is asked for: most runs need none, and loading takes 50 ms. */
export function typeBuilder(): TypeBuilder {
  return (createRequire(import.meta.url)("@sinclair/typebox") as typeof import("@sinclair/typebox")).Type;
}
