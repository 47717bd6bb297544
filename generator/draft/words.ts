import type { Direction } from "../model/event-model.js";

/** What a message is for, as its name says it. */
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

/** `RealtimeClientEvent`, `client_event`, `client-event` → `realtime client event`. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** The kind that a name's last words tell: `InitializeRequest`, `tool_result`, `RequestPayload`. */
export function kindOf(name: string): MessageKind | undefined {
  const words = wordsOf(name).filter((word) => !["payload", "message", "msg", "schema", "body", "params", "dto", "type"].includes(word));
  const last = words.at(-1) ?? "";
  const singular = last.length > 4 ? last.replace(/s$/, "") : last;
  return kindWords[last] ?? kindWords[singular];
}

/** What is left of a name without its kind: `CancelRequest` and `CancelResponse` → `cancel`. */
export function stemOf(name: string): string {
  const words = wordsOf(name);
  return (kindOf(name) === undefined ? words : words.slice(0, -1)).join(" ");
}

/** What the answers among some names answer: `CancelResponse` → `cancel`. */
export function answeredStems(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((name) => kindOf(name) === "response").map(stemOf));
}

/** The last step of a path of folders and file. */
export function lastName(name: string): string {
  return name.split("/").at(-1) ?? name;
}

/** The side that a union's or a folder's name tells: `ClientRequest`, `from-server`, `to_client`, `server`. */
export function sideOf(name: string): Direction | undefined {
  const words = wordsOf(name.replaceAll(/([CS])2([CS])(?=[A-Z_-]|$)/g, (match) => `${match.toLowerCase()} `));
  const found = new Set(words.flatMap((word, index) => one(word, words[index - 1], words[index - 2])));
  const [side] = found;
  return found.size === 1 ? side : undefined;
}

function one(word: string, before: string | undefined, earlier: string | undefined): Direction[] {
  const side = sideWords[word] ?? (word.length > 4 ? sideWords[word.replace(/s$/, "")] : undefined);
  if (side === undefined) return [];
  // In "client to server" the receiver says nothing new; in "to server" it tells the sender.
  if (before === "to" && earlier !== undefined && sideWords[earlier] !== undefined) return [];
  return [before === "to" ? opposite(side) : side];
}

/** The side that a message's own name tells: only `ClientEvent…` and the like, for `ServerStarted` may be anybody's. */
export function sideOfMessage(name: string): Direction | undefined {
  const words = wordsOf(name);
  const index = words.findIndex((word, at) => sideWords[word] !== undefined && isMessageWord(words[at + 1]) && words[at - 1] !== "to");
  return index === -1 ? undefined : sideWords[words[index] ?? ""];
}

function isMessageWord(word: string | undefined): boolean {
  return word !== undefined && (["message", "msg", "packet", "payload", "frame"].includes(word) || kindWords[word] !== undefined);
}

/** The sender that a description names: "This request is sent from the client to the server". */
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

/** The other side. */
export function opposite(side: Direction): Direction {
  return side === "server" ? "client" : "server";
}

/** True for a name that says "this is a message": of a union, or of a definition that stands alone. */
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
