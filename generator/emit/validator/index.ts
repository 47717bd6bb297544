export { compileStandalone } from "./compile-standalone.js";
export type { StandaloneOptions } from "./compile-standalone.js";
export { emitEventValidators } from "./emit-event-validators.js";
export { emitTypeValidators } from "./emit-type-validators.js";
export { GuardScript } from "./guard-script.js";
export type { FormatMode, PendingCheck } from "./file-scope.js";
