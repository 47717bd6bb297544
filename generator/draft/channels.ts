import type { Document } from "../load/document-store.js";
import { isObject } from "../base/json.js";
import { asyncApiMessages } from "./asyncapi.js";
import type { Candidate, Gap } from "./candidate.js";
import { valueAt } from "./local-refs.js";
import { webhooksOf } from "./openapi.js";
import type { SchemaSet } from "./schema-set.js";

/** The messages that a document lists by channel or webhook, and those that it lists without a schema. */
export type ChannelCandidates = { readonly candidates: readonly Candidate[]; readonly gaps: readonly Gap[] };

/**
 * Returns the messages of an AsyncAPI document (2.x or 3.x), or the webhooks and callbacks of an OpenAPI document, as
 * candidates. Returns empty lists for other documents.
 */
export function channelCandidates(schemas: SchemaSet, document: Document): ChannelCandidates {
  const messages = isAsyncApi(document) ? asyncApiMessages(document) : isOpenApi(document) ? webhookMessages(document) : [];
  const found = messages.map((message) => ({
    name: message.name,
    gap: gapOf(document, message),
    candidates: one(schemas, document, message),
  }));
  const gaps = (["no payload", "other file", "other format"] as const).map((why) => ({
    why,
    names: found.flatMap(({ name, gap }) => (gap === why ? [name] : [])),
  }));
  return {
    candidates: found.flatMap(({ gap, candidates }) => (gap === undefined ? candidates : [])),
    gaps: gaps.filter(({ names }) => names.length > 0),
  };
}

/** Returns true for an AsyncAPI document. */
export function isAsyncApi({ value }: Document): boolean {
  return isObject(value) && value["asyncapi"] !== undefined;
}

/** Returns true for an OpenAPI document. */
export function isOpenApi({ value }: Document): boolean {
  return isObject(value) && value["openapi"] !== undefined;
}

type Message = Pick<Candidate, "name" | "sides" | "channels"> & {
  readonly payload: string | undefined;
  readonly format?: string | undefined;
  readonly isElsewhere?: boolean;
};

function webhookMessages(document: Document): Message[] {
  return webhooksOf(document).map(({ name, pointer }) => ({
    name,
    payload: pointer,
    sides: ["server"],
    channels: [{ name, sides: ["server"] }],
  }));
}

function gapOf({ value }: Document, { payload, format, isElsewhere }: Message): Gap["why"] | undefined {
  if (isElsewhere === true) return "other file";
  if (format !== undefined) return "other format";
  return payload === undefined || valueAt(value, payload) === undefined ? "no payload" : undefined;
}

function one(schemas: SchemaSet, document: Document, { name, payload, format, sides, channels }: Message): Candidate[] {
  if (payload === undefined || format !== undefined || valueAt(document.value, payload) === undefined) return [];
  const schema = schemas.at(document, payload);
  if (schema === undefined) return [];
  return [
    {
      schema,
      document,
      pointer: payload,
      name,
      ways: [],
      origin: "channel",
      ...(sides !== undefined && sides.length > 0 && { sides }),
      ...(channels !== undefined && channels.length > 0 && { channels }),
    },
  ];
}
