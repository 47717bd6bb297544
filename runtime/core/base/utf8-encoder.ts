// Every browser and Node has it, while this folder is typed for neither.
declare const TextEncoder: new () => Encoder;

type Encoder = {
  encode(text: string): Uint8Array;
  /** `read` is how many units of `text` found room, whole characters only. */
  encodeInto(text: string, into: Uint8Array): { readonly read: number };
};

/** Encodes texts of this side's own as UTF-8; `utf8Length` measures short texts faster. */
export const utf8Encoder: Encoder = /* @__PURE__ */ new TextEncoder();
