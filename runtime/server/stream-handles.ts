import { StreamHandle } from "./stream-handle.js";
import type { HandleSurroundings } from "./stream-handle.js";

/** The handles of one server by stream id. */
export class StreamHandles<S, SN extends string, C, CN extends string, P> {
  readonly #around: Omit<HandleSurroundings<S, SN, C, CN, P>, "onClosed">;
  readonly #handles = new Map<string, StreamHandle<S, SN, C, CN, P>>();

  constructor(around: Omit<HandleSurroundings<S, SN, C, CN, P>, "onClosed">) {
    this.#around = around;
  }

  get size(): number {
    return this.#handles.size;
  }

  get(id: string): StreamHandle<S, SN, C, CN, P> | undefined {
    return this.#handles.get(id);
  }

  /** The handle of stream `id`, made if there is none. */
  of(id: string): StreamHandle<S, SN, C, CN, P> {
    const existing = this.#handles.get(id);
    if (existing !== undefined) return existing;
    const onClosed = (): void => {
      // The id may belong to a new handle by then.
      if (this.#handles.get(id) === handle) this.#handles.delete(id);
    };
    const handle: StreamHandle<S, SN, C, CN, P> = new StreamHandle(id, { ...this.#around, onClosed });
    this.#handles.set(id, handle);
    return handle;
  }

  /** The same, but it stays until it is closed. */
  keep(id: string): StreamHandle<S, SN, C, CN, P> {
    const handle = this.of(id);
    handle.isKept = true;
    return handle;
  }

  endAll(code: number, reason: string): void {
    for (const handle of Array.from(this.#handles.values())) handle.end(code, reason);
  }
}
