import { groupBy } from "../base/group-by.js";
import { isObject } from "../base/json.js";
import type { Json } from "../base/json.js";
import { joinPointer, pointerTokens } from "../base/pointer.js";
import type { Document } from "../load/document-store.js";
import type { Direction } from "../model/event-model.js";
import type { Channel } from "./candidate.js";
import { followed, keysAt, textAt, valueAt } from "./local-refs.js";
import { opposite } from "./words.js";

/** A message of an AsyncAPI document, with the channels in which it is sent. */
export type ChannelMessage = {
  readonly name: string;
  /** The JSON Pointer of the message's payload; `undefined` if the message is in another file. */
  readonly payload: string | undefined;
  /** True if the message is in another file. */
  readonly isElsewhere: boolean;
  /** The payload's format, if it is not JSON Schema. */
  readonly format: string | undefined;
  readonly sides: readonly Direction[];
  readonly channels: readonly Channel[];
};

/** One use of a message: in a channel, by an operation, or as an entry of the components. */
type Use = {
  /** The JSON Pointer at which the message is written, after all references; `undefined` for another file. */
  readonly place: string | undefined;
  readonly channel?: string;
  readonly side?: Direction;
  /** A name for a message that has none. */
  readonly fallback: string;
};

/** Returns the messages of an AsyncAPI document (2.x or 3.x): those of its components first, then those in channels. */
export function asyncApiMessages({ value }: Document): ChannelMessage[] {
  const uses = [...componentUses(value), ...usesOfVersion2(value), ...usesOfVersion3(value)];
  const groups = [...groupBy(uses, ({ place, fallback }) => place ?? `elsewhere ${fallback}`).values()];
  const names = groups.map((group) => namesOf(value, group));
  return groups.map((group, index) => {
    // Authors copy messages, and with them the name. The key in the components is unique.
    const [own = "", key = ""] = names[index] ?? [];
    const isTaken = names.some(([other], at) => at !== index && other === own);
    return messageOf(value, group, isTaken ? key : own);
  });
}

function messageOf(root: Json, group: readonly Use[], name: string): ChannelMessage {
  const place = group[0]?.place;
  const payload = place === undefined ? undefined : schemaPointer(root, `${place}/payload`);
  const format = place === undefined ? undefined : (textAt(root, `${place}/schemaFormat`) ?? textAt(root, `${place}/payload/schemaFormat`));
  const inChannels = groupBy(
    group.filter(({ channel }) => channel !== undefined),
    ({ channel }) => channel ?? "",
  );
  return {
    name,
    payload,
    isElsewhere: place === undefined,
    format: format === undefined || /schema\+(?:json|yaml)|asyncapi|openapi|application\/json/.test(format) ? undefined : format,
    sides: sidesOf(group),
    channels: [...inChannels].map(([channel, inside]) => ({ name: channel, sides: sidesOf(inside) })),
  };
}

function sidesOf(uses: readonly Use[]): Direction[] {
  const sides = new Set(uses.map(({ side }) => side));
  return (["server", "client"] as const).filter((side) => sides.has(side));
}

/** Returns the name of a message, and the key of the message in its list. */
function namesOf(root: Json, [use]: readonly Use[]): readonly [string, string] {
  if (use?.place === undefined) return [use?.fallback ?? "", use?.fallback ?? ""];
  const tokens = pointerTokens(use.place);
  const key = tokens.at(-2) === "messages" ? (tokens.at(-1) ?? use.fallback) : use.fallback;
  return [textAt(root, `${use.place}/name`) ?? textAt(root, `${use.place}/messageId`) ?? key, key];
}

/**
 * Returns the JSON Pointer of the schema in a message's payload. In AsyncAPI 3.x a payload with `schemaFormat` has the
 * schema under `schema`.
 */
function schemaPointer(root: Json, pointer: string): string {
  const payload = valueAt(root, pointer);
  return isObject(payload) && typeof payload["schemaFormat"] === "string" && payload["schema"] !== undefined
    ? `${pointer}/schema`
    : pointer;
}

function componentUses(root: Json): Use[] {
  return keysAt(root, "/components/messages").map((name) => ({
    place: followed(root, joinPointer("/components/messages", name)),
    fallback: name,
  }));
}

/** In AsyncAPI 2.x, `subscribe` means that a client receives the message from the server. */
function usesOfVersion2(root: Json): Use[] {
  const verbs = [
    ["subscribe", "server"],
    ["publish", "client"],
  ] as const;
  return keysAt(root, "/channels").flatMap((channel) =>
    verbs.flatMap(([verb, side]): Use[] => {
      const pointer = joinPointer("/channels", channel, verb, "message");
      const base = followed(root, joinPointer("/channels", channel, verb));
      if (base === undefined || valueAt(root, `${base}/message`) === undefined) return [];
      const fallback = textAt(root, `${base}/operationId`) ?? channel;
      return alternatives(root, pointer).map((place) => ({ place, channel, side, fallback }));
    }),
  );
}

function alternatives(root: Json, pointer: string): (string | undefined)[] {
  const place = followed(root, pointer);
  const list = place === undefined ? undefined : valueAt(root, `${place}/oneOf`);
  return Array.isArray(list) ? list.map((_one, index) => followed(root, `${place ?? ""}/oneOf/${index}`)) : [place];
}

/**
 * In AsyncAPI 3.x the document describes one application. It sends the messages of an operation with the action `send`,
 * and the reply to a message that it receives.
 */
function usesOfVersion3(root: Json): Use[] {
  const inChannels = keysAt(root, "/channels").flatMap((name) => messagesOfChannel(root, joinPointer("/channels", name)));
  const sent = keysAt(root, "/operations").flatMap((name) => {
    const pointer = followed(root, joinPointer("/operations", name));
    if (pointer === undefined) return [];
    const side: Direction = textAt(root, `${pointer}/action`) === "receive" ? "client" : "server";
    const own = messagesOf(root, pointer).map((use) => ({ ...use, side }));
    return [...own, ...replies(root, pointer).map((use) => ({ ...use, side: opposite(side) }))];
  });
  return [...inChannels, ...sent];
}

function replies(root: Json, operation: string): Use[] {
  const reply = followed(root, `${operation}/reply`);
  if (reply === undefined) return [];
  // A reply without a list of messages has all messages of its channel. If the channel is that of the operation, the
  // list would contain the operation's own messages.
  const isShared =
    valueAt(root, `${reply}/messages`) === undefined && followed(root, `${reply}/channel`) === followed(root, `${operation}/channel`);
  return isShared ? [] : messagesOf(root, reply);
}

/** Returns the messages that an operation or a reply lists; if it lists none, all messages of its channel. */
function messagesOf(root: Json, pointer: string): Use[] {
  const channel = followed(root, `${pointer}/channel`);
  const list = valueAt(root, `${pointer}/messages`);
  if (!Array.isArray(list)) return channel === undefined ? [] : messagesOfChannel(root, channel);
  const name = channel === undefined ? undefined : pointerTokens(channel).at(-1);
  return list.map((_one, index) => {
    const place = followed(root, `${pointer}/messages/${index}`);
    return { place, ...(name !== undefined && { channel: name }), fallback: pointerTokens(place ?? pointer).at(-1) ?? "" };
  });
}

function messagesOfChannel(root: Json, pointer: string): Use[] {
  const place = followed(root, pointer);
  if (place === undefined) return [];
  const channel = pointerTokens(place).at(-1) ?? "";
  return keysAt(root, `${place}/messages`).map((name) => ({
    place: followed(root, joinPointer(`${place}/messages`, name)),
    channel,
    fallback: name,
  }));
}
