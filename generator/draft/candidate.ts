import type { Document } from "../load/document-store.js";
import type { Direction } from "../model/event-model.js";
import type { Schema } from "../schema/schema.js";

/** A schema in the user's files that may describe a message of the protocol that is drafted. */
export type Candidate = {
  readonly schema: Schema;
  readonly document: Document;
  /** The JSON Pointer of the schema in its document. */
  readonly pointer: string;
  /**
   * The name that the authors gave the schema: its key among the definitions, or the file's path without its ending.
   */
  readonly name: string;
  /**
   * All paths through unions on which the candidate can be reached. Each path is the list of its unions, the outermost
   * first.
   */
  readonly ways: readonly (readonly NamedUnion[])[];
  /**
   * How the candidate was found: as a member of a union, a whole file, a definition, or a message of an AsyncAPI
   * channel. A whole file may turn out to be a shared type; a member of a union is always a message.
   */
  readonly origin: "union" | "file" | "definition" | "channel";
  /** The value of `x-method`: the name of the method whose parameters or result the candidate describes. */
  readonly method?: string;
  /** Which of server and client send the candidate, if its document states this. */
  readonly sides?: readonly Direction[];
  /** The JSON Pointer of the part of the message that the candidate describes, such as `/result`. Absent for a whole message. */
  readonly at?: string;
  /** The channels, webhooks or streams that carry the candidate, if its document names any. */
  readonly channels?: readonly Channel[];
};

/** A channel, webhook or stream that carries a message. */
export type Channel = {
  readonly name: string;
  /** The senders of the message in this channel; an empty list if the document does not say who sends. */
  readonly sides: readonly Direction[];
};

/** A union on the path to a {@link Candidate}. */
export type NamedUnion = { readonly name: string; readonly schema: Schema; readonly pointer: string; readonly document: Document };

/** Messages of a document that no schema describes, by the reason. The draft cannot list them as events. */
export type Gap = {
  readonly names: readonly string[];
  readonly why: "no payload" | "other file" | "other format";
};
