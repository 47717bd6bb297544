import { StreamDraft } from "./stream-draft.js";
import type { Tables } from "./tables.js";

/** Looks at a stream, changes the draft of it, and says what to answer once that is on the disk. */
export type Change<Result> = (draft: StreamDraft) => Result;

type Waiting = { readonly make: (draft: StreamDraft) => () => void; readonly reject: (reason: unknown) => void };

/** Makes the changes of one stream in the order in which they are asked for; those that wait for a commit share the next. */
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

  /** Settles when nothing waits any more. */
  get work(): Promise<void> {
    return this.#work ?? Promise.resolve();
  }

  make<Result>(change: Change<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const make = (draft: StreamDraft): (() => void) => {
        const result = change(draft);
        return () => resolve(result);
      };
      this.#waiting.push({ make, reject });
      this.#work ??= this.#workOff();
    });
  }

  async #workOff(): Promise<void> {
    // What is asked for in one turn goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      // The next group has to see what this one leaves.
      // oxlint-disable-next-line no-await-in-loop
      await this.#commit(group);
    }
    this.#work = undefined;
    this.#onIdle();
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      const draft = new StreamDraft(this.#tables, this.#stream);
      const answers = group.map(({ make }) => make(draft));
      if (await draft.commit()) for (const answer of answers) answer();
      else await this.#commit(group);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
