import type { Document } from "../load/document-store.js";
import type { Schema } from "../schema/schema.js";

/** A schema that may be a message of the protocol. */
export type Candidate = {
  readonly schema: Schema;
  readonly document: Document;
  /** JSON Pointer of the schema in its document. */
  readonly pointer: string;
  /** The authors' name for it: the definition's key, or the file's path without its ending. */
  readonly name: string;
  /** The paths of unions that lead to the candidate. Each path lists its unions, outermost first. */
  readonly ways: readonly (readonly NamedUnion[])[];
  /** How the candidate was found. A whole file may turn out to be a shared type; a member of a union is always a message. */
  readonly origin: "union" | "file" | "definition" | "channel";
  /** The method that the authors note, if the candidate is the parameters or the result of a call. */
  readonly method?: string;
  /** The sides that send it, if the document itself states them. */
  readonly sides?: readonly ("server" | "client")[];
};

/** A union that leads to a candidate. */
export type NamedUnion = { readonly name: string; readonly schema: Schema; readonly pointer: string; readonly document: Document };
