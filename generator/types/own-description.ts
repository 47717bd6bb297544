import type { Annotations } from "../schema/schema.js";

/** Returns a schema's description, else its title. A title that is only a name is left out, because the type has a name. */
export function ownDescription({ description, title = "" }: Annotations): string {
  const isName = /^[\w$./:-]*$/.test(title.trim());
  return (description ?? (isName ? "" : title)).trim();
}
