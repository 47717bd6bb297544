/** Module that generated code imports its helpers from, unless the config names another. */
export const contractPath = "@dagwire/runtime/codegen/v1";

/** The module in its place for dagwire 0.1. */
export const contractPathOf01 = "@dagwire/runtime/codegen";
