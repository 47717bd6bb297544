import { createRequire } from "node:module";

/** TypeBox's builder of schemas. */
export type TypeBuilder = (typeof import("@sinclair/typebox"))["Type"];

/** Loads TypeBox when the first schema is built. Most runs build none, and loading takes 50 ms. */
export function typeBuilder(): TypeBuilder {
  return (createRequire(import.meta.url)("@sinclair/typebox") as typeof import("@sinclair/typebox")).Type;
}
