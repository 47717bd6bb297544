export { compileStandalone } from "./compile-standalone.js";
export type { StandaloneOptions } from "./compile-standalone.js";
export { emitEventValidators } from "./emit-event-validators.js";
export { emitStateValidator } from "./emit-state-validator.js";
export { emitTypeValidators } from "./emit-type-validators.js";
export { GuardScript } from "./guard-script.js";
export type { PendingCheck } from "./file-scope.js";
