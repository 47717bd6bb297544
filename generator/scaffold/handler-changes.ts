import type { TextEdit } from "./text-edits.js";

/** The events that are added to a handler file, with the edits. */
export type Additions = { readonly added: readonly string[]; readonly edits: readonly TextEdit[] };

/** The marks that are set for removed events, and those that are removed because the event is back, with the edits. */
export type Marks = { readonly marked: readonly string[]; readonly unmarked: readonly string[]; readonly edits: readonly TextEdit[] };

/** The reason why a file is not edited. The text continues a sentence that begins with the file's name. */
export type Refusal = { readonly refusal: string };
