/** The module from which generated code imports its helpers, unless the config names another one. */
export const contractPath = "@dagwire/runtime/codegen/v1";

/** The module from which code that dagwire 0.1 generated imports its helpers. */
export const contractPathOf01 = "@dagwire/runtime/codegen";
