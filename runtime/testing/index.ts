export { ManualClock } from "./manual-clock.js";
export { MockServer } from "./mock-server.js";
export type { MockServerOptions } from "./mock-server.js";
export { TestNetwork } from "./test-network.js";
