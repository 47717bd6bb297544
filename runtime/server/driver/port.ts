/**
 * The way to one client: a WebSocket of the server, or an end of a connection in memory. Frames are
 * texts; what they mean is the driver's.
 */
export type Port = {
  /** False from the first close frame on: nothing is sent any more. */
  readonly isOpen: boolean;
  /** Bytes that the kernel has not taken yet. */
  readonly waitingBytes: number;
  /** Bytes that the kernel has taken; grows while the peer reads. */
  readonly takenBytes: number;
  /** True if the next write had better wait for `onDrain`. */
  readonly isFull: boolean;
  /** True while nothing is read because too much that was read is still being handled. */
  readonly isBusy: boolean;
  /**
   * Sends frames in one write.
   *
   * @param mostWaiting Writes nothing if more bytes than these would wait then; but a lone frame goes to a client that
   * has nothing waiting, however large it is: in the log it is no smaller. @default no limit
   * @returns false if it has written nothing because of `mostWaiting`
   */
  write(texts: readonly string[], mostWaiting?: number): boolean;
  ping(): void;
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
  /** The client has asked for something that takes time. @returns a function to be called when that is over */
  begin(bytes?: number): () => void;
};

/** What a {@link Port} reports. */
export type PortListener = {
  readonly onText: (text: string, bytes: number) => void;
  readonly onBinary: () => void;
  /** A sign of life. */
  readonly onHeard: () => void;
  /** The socket takes more after it was full. */
  readonly onDrain: () => void;
  /** The peer has broken the rules of WebSocket, or the connection broke. */
  readonly onBroken: () => void;
  readonly onClosed: () => void;
};
