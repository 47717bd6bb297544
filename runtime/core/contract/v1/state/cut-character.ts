import { valueAt } from "./members.js";

/**
 * Returns a JSON Pointer to the first of some texts of an event that ends inside a character: with the first half of a surrogate
 * pair. Returns `undefined` if all end with a whole character.
 *
 * @param paths The property names that lead to each text.
 */
export function cutCharacterIn(event: unknown, paths: readonly (readonly string[])[]): string | undefined {
  const cut = paths.find((path) => {
    const text = valueAt(event, path);
    return typeof text === "string" && /[\ud800-\udbff]$/.test(text);
  });
  return cut?.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
