declare const other: unique symbol;

/**
 * A value that this version of the protocol does not list: a later version may send it. The type forces a `switch` over an
 * open enum to have a branch for it. No code can write such a value; code can only pass on one that it has read.
 */
export type OtherValue<T> = T & { readonly [other]: true };
