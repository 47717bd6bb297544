import { StreamDraft } from "./stream-draft.js";
import type { Tables } from "./tables.js";

/** Reads and changes the draft of a stream. The caller of {@link StreamChanges.make} gets the result when the draft is on the disk. */
export type Change<Result> = (draft: StreamDraft) => Result;

type Waiting = {
  readonly make: (draft: StreamDraft) => () => void;
  readonly reject: (reason: unknown) => void;
  /** True for an append. If an earlier append of the stream fails, this append has to fail, too. */
  readonly isAppend: boolean;
};

/** Makes the changes of one stream in order. Changes that wait while a commit runs share the next commit. */
export class StreamChanges {
  readonly #tables: Tables;
  readonly #stream: string;
  readonly #onIdle: () => void;
  #waiting: Waiting[] = [];
  #work: Promise<void> | undefined;

  constructor(tables: Tables, stream: string, onIdle: () => void) {
    this.#tables = tables;
    this.#stream = stream;
    this.#onIdle = onIdle;
  }

  /** Settles when no change waits any more. */
  get work(): Promise<void> {
    return this.#work ?? Promise.resolve();
  }

  /** Makes a change. If the change throws, its promise rejects, and the other changes are still made. */
  make<Result>(change: Change<Result>, isAppend = false): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const make = (draft: StreamDraft): (() => void) => {
        const result = change(draft);
        return () => resolve(result);
      };
      this.#waiting.push({ make, reject, isAppend });
      this.#work ??= this.#commitAll();
    });
  }

  async #commitAll(): Promise<void> {
    // Changes of the same turn of the event loop share a commit.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      // One commit after the other, because the next group of changes reads the data that this group has written.
      // oxlint-disable-next-line no-await-in-loop
      await this.#commit(group);
    }
    this.#work = undefined;
    this.#onIdle();
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      const draft = new StreamDraft(this.#tables, this.#stream);
      const finishers = group.map((waiting) => finisherOf(waiting, draft));
      // The draft may contain half of a change that has thrown. The other changes are therefore made again in a new draft.
      if (finishers.includes(undefined)) await this.#commit(group.filter((_, index) => finishers[index] !== undefined));
      else if (await draft.commit()) for (const finish of finishers) finish?.();
      else await this.#commit(group);
    } catch (error) {
      this.#fail(group, error);
    }
  }

  /** Rejects a group of changes that could not be written. If the group has an append, also rejects all waiting appends. */
  #fail(group: readonly Waiting[], error: unknown): void {
    const isAfter = ({ isAppend }: Waiting): boolean => isAppend && group.some((failed) => failed.isAppend);
    const following = this.#waiting.filter(isAfter);
    this.#waiting = this.#waiting.filter((waiting) => !isAfter(waiting));
    for (const { reject } of [...group, ...following]) reject(error);
  }
}

function finisherOf({ make, reject }: Waiting, draft: StreamDraft): (() => void) | undefined {
  try {
    return make(draft);
  } catch (error) {
    reject(error);
    return undefined;
  }
}
