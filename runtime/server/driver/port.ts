/**
 * The driver's interface to one client, over a WebSocket of the server or over a connection in memory. A port transports
 * texts and does not read them.
 */
export type Port = {
  /** The IP address of the client. `undefined` if the port has none, or after the connection has ended. */
  readonly remoteAddress: string | undefined;
  /** False after server or client has sent a close frame. The port then sends nothing. */
  readonly isOpen: boolean;
  /** Bytes that were written to the port and that the operating system has not sent yet. */
  readonly waitingBytes: number;
  /** Bytes that the operating system has accepted since the connection opened. The number grows while the client reads. */
  readonly takenBytes: number;
  /** True if the driver should not write before `onDrain` is called. */
  readonly isFull: boolean;
  /** True while the port reads no messages, because too many earlier messages are still being handled. */
  readonly isBusy: boolean;
  /**
   * Sends frames in one write.
   *
   * @param mostWaiting The largest number of bytes that may wait after the write. If more would wait, the port writes nothing. If
   * no byte waits, it writes a single frame of any size, because an event cannot be divided. @default no limit
   * @returns false if the port has written nothing because of `mostWaiting`.
   */
  write(texts: readonly string[], mostWaiting?: number): boolean;
  ping(): void;
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
  /** Notes that a message of `bytes` bytes is being handled. @returns a function to call when the message is handled. */
  begin(bytes?: number): () => void;
};

/** Callbacks of a {@link Port}. */
export type PortListener = {
  onText(text: string, bytes: number): void;
  onBinary(): void;
  /** The client has sent a WebSocket ping or pong. */
  onHeard(): void;
  /** The socket was full and accepts bytes again. */
  onDrain(): void;
  /** The client has sent an invalid frame, or the connection has failed. */
  onBroken(): void;
  onClosed(): void;
};
