import type { EventSet } from "../core/codegen/contract.js";
import type { ProtocolError } from "../core/error.js";
import type { EventHandlers } from "../core/handlers.js";
import type { ConnectionState } from "../core/client-steps/connection-step.js";
import type { Clock } from "./environment.js";
import type { SocketConstructor } from "./socket.js";

/** What {@link connect} needs. */
export type ConnectOptions<ServerEvent, ServerNames extends string, ClientEvent, ClientNames extends string> = {
  /** Where the stream is. Relative addresses work in browsers; http(s): is read as ws(s):. */
  readonly url: string | URL;
  /** Both directions of the protocol, as generated. */
  readonly events: {
    readonly server: EventSet<ServerEvent, ServerNames>;
    readonly client: EventSet<ClientEvent, ClientNames>;
  };
  /** One handler per server event. The generated `ServerEventHandlers` fits. */
  readonly handlers?: NoInfer<EventHandlers<ServerEvent, ServerNames>> | undefined;
  /** Called with every valid server event, after `handlers`. */
  readonly onEvent?: ((event: NoInfer<ServerEvent>) => void) | undefined;
  /** A well-formed event of a type that this client does not know: the server is newer. It is skipped. */
  readonly onUnknown?: ((tag: string, value: unknown) => void) | undefined;
  /** A frame that is no valid server event. It is skipped. */
  readonly onInvalid?: ((error: ProtocolError) => void) | undefined;
  /** Called with every new status; `subscribe` does the same for later listeners. */
  readonly onStatus?: ((status: ConnectionStatus) => void) | undefined;
  /** A callback of yours threw. @default it becomes an uncaught error, as in any event listener */
  readonly onError?: ((error: Error) => void) | undefined;
  /** @default the global WebSocket. Node 20 has none: pass that of the package `ws`. */
  readonly WebSocket?: SocketConstructor | undefined;
  /** Check events before they are sent. @default true */
  readonly validateOutgoing?: boolean | undefined;
  /** For tests. @default the system's */
  readonly clock?: Clock | undefined;
  /** A number in [0, 1), for tests. @default Math.random */
  readonly random?: (() => number) | undefined;
};

/** Where the connection stands: attempt, reason and time of the next retry are in it. */
export type ConnectionStatus = ConnectionState;

/** What a client has received since {@link connect}. */
export type ReceivedCounts = {
  readonly events: number;
  readonly unknown: number;
  readonly invalid: number;
};
