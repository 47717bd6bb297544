import type { Json } from "../base/json.js";
import type { Annotations } from "../schema/schema.js";

/** Reads the keywords that restrict no value, such as descriptions and names. Leaves out values of the wrong type. */
export function readAnnotations(value: { readonly [key: string]: Json }): Annotations {
  const { title, description, deprecated, examples } = value;
  const example = value["example"];
  const tsName = value["x-ts-name"];
  return {
    ...(typeof title === "string" && { title }),
    ...(typeof description === "string" && { description }),
    ...(deprecated === true && { deprecated }),
    ...(value["default"] !== undefined && { default: value["default"] }),
    ...(Array.isArray(examples) && { examples: examples as readonly Json[] }),
    ...(examples === undefined && example !== undefined && { examples: [example] }),
    ...(typeof tsName === "string" && { tsName }),
    ...(value["x-must-understand"] === true && { mustUnderstand: true }),
    ...(value["x-state"] !== undefined && { state: value["x-state"] }),
  };
}
