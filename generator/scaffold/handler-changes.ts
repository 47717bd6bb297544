import type { TextEdit } from "./text-edits.js";

/** Events that a handler file got, and the edits that add them. */
export type Additions = { readonly added: readonly string[]; readonly edits: readonly TextEdit[] };

/** Marks that were set above events that are gone, or taken away where one came back. */
export type Marks = { readonly marked: readonly string[]; readonly unmarked: readonly string[]; readonly edits: readonly TextEdit[] };

/** Why a place is left alone: a sentence's end, after the file's name. */
export type Refusal = { readonly refusal: string };
