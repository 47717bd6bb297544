/** Counts the clients of each stream that `openOnConnect` has opened, so that the server can close a stream without clients. */
export class Visits {
  readonly #clients = new Map<string, number>();

  /** Notes that the server opens a stream for a client. */
  open(stream: string): void {
    if (!this.#clients.has(stream)) this.#clients.set(stream, 0);
  }

  /** Notes that the application uses a stream, which therefore stays open without clients, too. */
  keep(stream: string): void {
    this.#clients.delete(stream);
  }

  enter(stream: string): void {
    this.#add(stream, 1);
  }

  leave(stream: string): void {
    this.#add(stream, -1);
  }

  /** Returns true for a stream that was opened for a client and has no client any more. */
  isUnused(stream: string): boolean {
    return this.#clients.get(stream) === 0;
  }

  #add(stream: string, change: number): void {
    const count = this.#clients.get(stream);
    if (count !== undefined) this.#clients.set(stream, Math.max(0, count + change));
  }
}
