/**
 * The driver's access to one client: a WebSocket of the server, or one end of a connection in memory. A port carries
 * texts, and only the driver knows their meaning.
 */
export type Port = {
  /** False after the first close frame. The port then sends nothing. */
  readonly isOpen: boolean;
  /** Bytes that the kernel has not taken yet. */
  readonly waitingBytes: number;
  /** Bytes that the kernel has taken. The number grows while the client reads. */
  readonly takenBytes: number;
  /** True if the next write should wait for `onDrain`. */
  readonly isFull: boolean;
  /** True while the port reads nothing because too many messages are still being handled. */
  readonly isBusy: boolean;
  /**
   * Sends frames in one write.
   *
   * @param mostWaiting Writes nothing if more bytes than these would wait then. A single frame of any size is written if
   * no byte waits, because the log holds no smaller one. @default no limit
   * @returns false if `mostWaiting` has prevented the write.
   */
  write(texts: readonly string[], mostWaiting?: number): boolean;
  ping(): void;
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
  /** Called when a message takes time to handle. @returns a function to be called when the message is handled. */
  begin(bytes?: number): () => void;
};

/** Callbacks of a {@link Port}. */
export type PortListener = {
  readonly onText: (text: string, bytes: number) => void;
  readonly onBinary: () => void;
  /** A sign of life. */
  readonly onHeard: () => void;
  /** The socket has room again after it was full. */
  readonly onDrain: () => void;
  /** The client has sent an invalid frame, or the connection has failed. */
  readonly onBroken: () => void;
  readonly onClosed: () => void;
};
