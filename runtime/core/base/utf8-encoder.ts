// Browsers and Node have it. This folder is compiled without the types of either.
declare const TextEncoder: new () => Encoder;

type Encoder = {
  encode(text: string): Uint8Array;
  /** `read` is the number of code units of `text` that were encoded. Encodes whole characters only. */
  encodeInto(text: string, into: Uint8Array): { readonly read: number };
};

/** Encodes texts as UTF-8. For the length of a short text `utf8Length` is faster. */
export const utf8Encoder: Encoder = /* @__PURE__ */ new TextEncoder();
