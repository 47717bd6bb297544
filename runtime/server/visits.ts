/** Counts the clients of streams that the server has opened for a client, so that an unused stream can be closed. */
export class Visits {
  readonly #clients = new Map<string, number>();

  /** The server opens the stream for a client. */
  open(stream: string): void {
    if (!this.#clients.has(stream)) this.#clients.set(stream, 0);
  }

  /** The application uses the stream itself, so that the stream stays without clients too. */
  keep(stream: string): void {
    this.#clients.delete(stream);
  }

  enter(stream: string): void {
    this.#add(stream, 1);
  }

  leave(stream: string): void {
    this.#add(stream, -1);
  }

  /** True for a stream that was opened for a client, and has none. */
  isUnused(stream: string): boolean {
    return this.#clients.get(stream) === 0;
  }

  #add(stream: string, change: number): void {
    const count = this.#clients.get(stream);
    if (count !== undefined) this.#clients.set(stream, Math.max(0, count + change));
  }
}
