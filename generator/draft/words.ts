import type { Direction } from "../model/event-model.js";

/** The purpose of a message, as the words of its name suggest it. */
export type MessageKind = "event" | "request" | "response";

const kindWords: Readonly<Record<string, MessageKind>> = {
  event: "event",
  notification: "event",
  update: "event",
  signal: "event",
  broadcast: "event",
  request: "request",
  req: "request",
  command: "request",
  cmd: "request",
  query: "request",
  call: "request",
  response: "response",
  res: "response",
  resp: "response",
  result: "response",
  reply: "response",
  ack: "response",
  acknowledgement: "response",
  acknowledgment: "response",
  conf: "response",
  confirmation: "response",
};

const sideWords: Readonly<Record<string, Direction>> = {
  server: "server",
  agent: "server",
  adapter: "server",
  engine: "server",
  backend: "server",
  host: "server",
  daemon: "server",
  gateway: "server",
  broker: "server",
  producer: "server",
  publisher: "server",
  outbound: "server",
  outgoing: "server",
  s2c: "server",
  client: "client",
  dashboard: "client",
  frontend: "client",
  ui: "client",
  browser: "client",
  editor: "client",
  consumer: "client",
  subscriber: "client",
  inbound: "client",
  incoming: "client",
  c2s: "client",
};

/** Splits a name into lower-case words. For example, `RealtimeClientEvent` gives `realtime`, `client` and `event`. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/**
 * Returns the kind of a message by the last words of its name: `request` for `InitializeRequest` and `RequestPayload`,
 * `response` for `tool_result`.
 */
export function kindOf(name: string): MessageKind | undefined {
  const words = wordsOf(name).filter((word) => !["payload", "message", "msg", "schema", "body", "params", "dto", "type"].includes(word));
  const last = words.at(-1) ?? "";
  const singular = last.length > 4 ? last.replace(/s$/, "") : last;
  return kindWords[last] ?? kindWords[singular];
}

/** Returns the words of a name without the word for its kind: `cancel` for `CancelRequest` and `CancelResponse`. */
export function stemOf(name: string): string {
  const words = wordsOf(name);
  return (kindOf(name) === undefined ? words : words.slice(0, -1)).join(" ");
}

/** Returns the names of all answers without the word for their kind: `cancel` for `CancelResponse`. */
export function answeredStems(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((name) => kindOf(name) === "response").map(stemOf));
}

/** Returns the part of a name behind its last slash. */
export function lastName(name: string): string {
  return name.split("/").at(-1) ?? name;
}

/**
 * Returns the sender in the name of a union or a folder: the client for `ClientRequest`, the server for `from-server`,
 * `to_client` and `server`.
 */
export function sideOf(name: string): Direction | undefined {
  const words = wordsOf(name.replaceAll(/([CS])2([CS])(?=[A-Z_-]|$)/g, (match) => `${match.toLowerCase()} `));
  const found = new Set(words.flatMap((word, index) => one(word, words[index - 1], words[index - 2])));
  const [side] = found;
  return found.size === 1 ? side : undefined;
}

function one(word: string, before: string | undefined, earlier: string | undefined): Direction[] {
  const side = sideWords[word] ?? (word.length > 4 ? sideWords[word.replace(/s$/, "")] : undefined);
  if (side === undefined) return [];
  // In "client to server" the sender comes first. In "to server" only the receiver is named, so the sender is the other
  // peer.
  if (before === "to" && earlier !== undefined && sideWords[earlier] !== undefined) return [];
  return [before === "to" ? opposite(side) : side];
}

/**
 * Returns the sender in the name of a message, as in `ClientEvent…`. Ignores a name such as `ServerStarted`, because
 * server or client may send such a message.
 */
export function sideOfMessage(name: string): Direction | undefined {
  const words = wordsOf(name);
  const index = words.findIndex((word, at) => sideWords[word] !== undefined && isMessageWord(words[at + 1]) && words[at - 1] !== "to");
  return index === -1 ? undefined : sideWords[words[index] ?? ""];
}

function isMessageWord(word: string | undefined): boolean {
  return word !== undefined && (["message", "msg", "packet", "payload", "frame"].includes(word) || kindWords[word] !== undefined);
}

/** Returns the sender in a description, such as the client in "This request is sent from the client to the server". */
export function sideInText(text: string): Direction | undefined {
  const from =
    /\b(?:sent|send|emitted|issued|published)\b[^.\n]{0,40}?\b(?:from|by)\s+(?:the |a |an )?([^.,\n]{1,40}?)(?=\s+(?:to|when|in|as|after|that|if|whenever)\b|[.,]|$)/i.exec(
      text,
    )?.[1];
  if (from !== undefined)
    return wordsOf(from)
      .map((word) => sideWords[word])
      .findLast((side) => side !== undefined);
  const subject = /^(?:the |a |an )?((?:\w+ ){0,2}\w+) (?:sends|emits|asks|requests|notifies|tells)\b/i.exec(text)?.[1];
  return subject === undefined
    ? undefined
    : wordsOf(subject)
        .map((word) => sideWords[word])
        .findLast((side) => side !== undefined);
}

/** Returns `client` for `server`, and `server` for `client`. */
export function opposite(side: Direction): Direction {
  return side === "server" ? "client" : "server";
}

/** Returns true if a name has a word for a message, such as `event`, `command` or `webhook`. */
export function isMessageName(name: string): boolean {
  return (
    kindOf(name) !== undefined ||
    wordsOf(name).some((word) =>
      [
        "message",
        "messages",
        "event",
        "events",
        "msg",
        "packet",
        "frame",
        "notification",
        "notifications",
        "command",
        "commands",
        "webhook",
        "webhooks",
      ].includes(word),
    )
  );
}
