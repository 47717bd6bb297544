export { ManualClock } from "./manual-clock.js";
export { MockServer } from "./mock-server.js";
export type { MockOpenOptions, MockServerOptions, ReceivedCommand } from "./mock-server.js";
export { MockStream } from "./mock-stream.js";
export { TestNetwork } from "./test-network.js";
export type { Direction } from "./test-network.js";
export { TestSocket } from "./test-socket.js";
