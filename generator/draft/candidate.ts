import type { Document } from "../load/document-store.js";
import type { Schema } from "../schema/schema.js";

/** A schema that may be a message of the protocol. */
export type Candidate = {
  readonly schema: Schema;
  readonly document: Document;
  /** JSON Pointer of the schema in its document. */
  readonly pointer: string;
  /** What its authors call it: the definition's key, or the file's path without ending. */
  readonly name: string;
  /** The unions that lead to it, outermost first, one list for each way. */
  readonly ways: readonly (readonly NamedUnion[])[];
  /** How it was found; a whole file may also be a shared type, a member of a union may not. */
  readonly origin: "union" | "file" | "definition" | "channel";
  /** The method that its authors note, where it is the contents of a call or of its answer. */
  readonly method?: string;
  /** Who sends it, where the document says so itself. */
  readonly sides?: readonly ("server" | "client")[];
};

/** A union on the way to a candidate. */
export type NamedUnion = { readonly name: string; readonly schema: Schema; readonly pointer: string; readonly document: Document };
