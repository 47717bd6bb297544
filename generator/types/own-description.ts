import type { Annotations } from "../schema/schema.js";

/** What a schema says for people: its description, else a title that is more than a name, for a type has one already. */
export function ownDescription({ description, title = "" }: Annotations): string {
  const isName = /^[\w$./:-]*$/.test(title.trim());
  return (description ?? (isName ? "" : title)).trim();
}
