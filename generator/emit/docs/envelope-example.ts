import { pointerTokens } from "../../base/pointer.js";
import type { EventModel } from "../../model/event-model.js";
import type { Json } from "../../base/json.js";

/**
 * Returns a whole message from an example of the event's schema: puts the example at the schema's place, and adds the
 * tags outside of the schema.
 */
export function envelopeExample({ at, tags, tagsInSchema }: EventModel, example: Json): Json {
  const message = placed(undefined, pointerTokens(at), example);
  if (tagsInSchema) return message;
  const inside = [...(tags ?? [])].filter(([pointer]) => !pointer.startsWith("@"));
  return inside.reduce((whole, [pointer, [value = null]]) => placed(whole, pointerTokens(pointer), value, true), message);
}

function placed(base: Json | undefined, tokens: readonly string[], value: Json, keeps = false): Json {
  const [token, ...rest] = tokens;
  if (token === undefined) return keeps && base !== undefined && base !== null ? base : value;
  if (/^\d+$/.test(token) && (base === undefined || Array.isArray(base))) {
    const list = Array.isArray(base) ? [...(base as readonly Json[])] : [];
    while (list.length <= Number(token)) list.push(null);
    list[Number(token)] = placed(list[Number(token)] ?? undefined, rest, value, keeps);
    return list;
  }
  const members: { readonly [key: string]: Json } =
    typeof base === "object" && base !== null && !Array.isArray(base) ? (base as { readonly [key: string]: Json }) : {};
  const own = Object.hasOwn(members, token) ? members[token] : undefined;
  const entry = [token, placed(own, rest, value, keeps)] as const;
  return Object.fromEntries(
    own === undefined
      ? [entry, ...Object.entries(members)]
      : Object.entries(members).map(([key, item]) => (key === token ? entry : [key, item])),
  );
}
