import { expired, unavailable } from "../../core/commands/command-queue.js";
import type { StreamId } from "../../core/frames/types.js";
import { senderKey } from "../../core/log/command.js";
import type { Command, CommandFinish, FinishedCommand } from "../../core/log/command.js";
import type { CommandSource } from "./command-context.js";
import type { After } from "./in-time.js";

const maxOfStream = 1_024;
const maxOfPrincipal = 64;
/** The most characters of all waiting commands as JSON. */
const maxLength = 4_194_304;

/** Values and functions that a {@link CommandInbox} works with. */
type InboxOptions = {
  readonly nowMs: () => number;
  readonly after: After;
  readonly finish: (finished: FinishedCommand) => void;
};

/** A command that waits for its stream, and the connections over which its client has sent it. */
type Held<P> = {
  readonly command: Command;
  readonly origins: Set<number>;
  readonly source: CommandSource<P>;
  readonly length: number;
  readonly cancel: () => void;
};

/** The commands to streams that this process has not opened. They wait until their time to live is over. */
export class CommandInbox<P> {
  readonly #options: InboxOptions;
  #length = 0;
  readonly #streams = new Map<StreamId, Map<string, Held<P>>>();

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** Keeps a command until its stream is opened. Returns false if it has no time to live, or if too many commands wait. */
  hold(command: Command, origin: number, source: CommandSource<P>): boolean {
    const { deadlineMs, stream } = command;
    const key = senderKey(command.id, command.by);
    const held = this.#streams.get(stream) ?? new Map<string, Held<P>>();
    const known = held.get(key);
    if (known !== undefined) known.origins.add(origin);
    if (known !== undefined) return true;
    if (deadlineMs === undefined || held.size >= maxOfStream || this.#countOf(ownerOf(command, source)) >= maxOfPrincipal) return false;
    const { length } = JSON.stringify(command.event);
    if (this.#length + length > maxLength) return false;
    this.#length += length;
    const { after, nowMs } = this.#options;
    const cancel = after(Math.max(0, deadlineMs - nowMs()), () => this.#expire(stream, key));
    this.#streams.set(stream, held.set(key, { command, origins: new Set([origin]), source, length, cancel }));
    return true;
  }

  /** Passes the commands of a stream on, in the order in which they came, because the stream is open. */
  release(stream: StreamId, submit: (command: Command, origin: number, source: CommandSource<P>) => void): void {
    for (const { command, origins, source, cancel } of this.#take(stream)) {
      cancel();
      for (const origin of origins) submit(command, origin, source);
    }
  }

  /** Refuses all commands, because the server closes. Their clients send them again. */
  close(): void {
    for (const stream of Array.from(this.#streams.keys()))
      for (const held of this.#take(stream)) {
        held.cancel();
        this.#finish(held, unavailable);
      }
  }

  #take(stream: StreamId): readonly Held<P>[] {
    const held = [...(this.#streams.get(stream)?.values() ?? [])];
    this.#streams.delete(stream);
    for (const { length } of held) this.#length -= length;
    return held;
  }

  #expire(stream: StreamId, key: string): void {
    const held = this.#streams.get(stream);
    const over = held?.get(key);
    held?.delete(key);
    if (held?.size === 0) this.#streams.delete(stream);
    if (over === undefined) return;
    this.#length -= over.length;
    this.#finish(over, expired);
  }

  #finish({ command, origins }: Held<P>, finish: CommandFinish): void {
    this.#options.finish({ origins: [...origins], id: command.id, by: command.by, finish });
  }

  #countOf(owner: unknown): number {
    let count = 0;
    for (const held of this.#streams.values())
      for (const { command, source } of held.values()) if (ownerOf(command, source) === owner) count++;
    return count;
  }
}

/** Returns the principal of a command. Clients without a principal are counted by their connections. */
function ownerOf<P>({ by }: Command, { principal, connection }: CommandSource<P>): unknown {
  return by ?? principal ?? connection;
}
