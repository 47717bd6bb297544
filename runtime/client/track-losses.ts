import { describe } from "../core/base/read-input.js";
import type { Input } from "../core/base/read-input.js";
import type { ClientOutput, ClientState, StatePart } from "../core/client-steps/client-state.js";
import { lossAccount } from "../core/client-steps/losses.js";
import type { Loss, StreamLoss } from "../core/client-steps/stream-loss.js";
import type { LossAccount } from "../core/client-steps/turn.js";
import type { Guard, Issue } from "../core/contract/v1/contract.js";
import { StateParts } from "./state-parts.js";

/** Options of {@link trackLosses}. */
export type LossOptions = {
  /**
   * Called when the client could not read an event or a state of a stream, and again when a whole state has replaced what was
   * lost. Called in a session only. The connection's status has all losses.
   */
  readonly onLoss?: ((loss: StreamLoss, stream: string) => void) | undefined;
  /**
   * Validates each whole state before the application gets it, if the entry object has the state. States of more than 8 MiB are
   * not validated if server and client have the same build of the protocol. @default true
   */
  readonly validateStates?: boolean | undefined;
};

/** Validates whole states, and keeps account of what a client could not read. {@link trackLosses} makes it. */
export type LossTracker = {
  readonly onLoss: LossOptions["onLoss"];
  /** The steps that keep the account. @internal */
  readonly account: LossAccount;
  /**
   * Returns the loss of an event that the client could not read. Warns on the console if the application has no callback for it.
   *
   * @internal
   */
  lossOf(input: Unread, at: string, callbacks: Callbacks): readonly Loss[];
  /**
   * Adds a part to the state of its stream.
   *
   * @internal
   */
  addPart(part: StatePart): void;
  /**
   * Gives the state that the parts make to the application. Returns the loss of a state that does not match its schema, and which the
   * application does not get.
   *
   * @throws Error if the parts do not fit together.
   * @internal
   */
  takeState<State>(output: StateOutput, protocol: Entry<State>, client: ClientState, onState: OnState<State>): readonly Loss[];
};

type Unread = Exclude<Input<unknown>, { readonly outcome: "event" }>;
type Callbacks = { readonly onUnknown?: unknown; readonly onInvalid?: unknown };
type StateOutput = Extract<ClientOutput, { readonly action: "state" }>;

/** The part of a protocol's entry object that the tracker reads. */
type Entry<State> = {
  readonly digest: string;
  readonly state?: { readonly validate?: Guard<State> | undefined } | undefined;
};

type OnState<State> = ((state: State, position: Pick<StateOutput, "stream" | "at">) => void) | undefined;

/**
 * Returns a value for the option `losses` of {@link connect}, which a client that takes whole states needs. The client then
 * validates each whole state. It counts by stream the events and states that it could not read, shows the numbers in its status, and
 * reports them to the server. If the builds of server and client differ, it asks for the state again after a loss. Without a callback
 * for losses it warns on the console. {@link StreamSession} and the hooks do all this without the option.
 */
export function trackLosses(options: LossOptions = {}): LossTracker {
  return new Tracker(options);
}

/**
 * The client does not validate a longer state if server and client have the same build of the protocol. The linter has proved
 * that the reducer of this build computes only valid states.
 */
const maxCheckedLength = 8_388_608;
const mostWarnings = 64;

class Tracker implements LossTracker {
  readonly account = lossAccount;
  readonly onLoss: LossOptions["onLoss"];
  readonly #validates: boolean;
  /** The names of the events about which the tracker has written a warning to the console. */
  readonly #warned = new Set<string | undefined>();
  readonly #parts = new Map<string, StateParts>();

  constructor({ onLoss, validateStates = true }: LossOptions) {
    this.onLoss = onLoss;
    this.#validates = validateStates;
  }

  lossOf(input: Unread, at: string, { onUnknown, onInvalid }: Callbacks): readonly Loss[] {
    const reason = input.error.message;
    const isUnknown = input.outcome === "unknown";
    const name = isUnknown ? input.tag : input.name;
    if ((onUnknown ?? onInvalid ?? this.onLoss) === undefined && !this.#warned.has(name) && this.#warned.size < mostWarnings) {
      this.#warned.add(name);
      // oxlint-disable-next-line no-console -- the application has no callback for losses, and would learn nothing
      console.warn(`dagwire has skipped an event: ${reason}. Update this client, or set the options "onUnknown" and "onInvalid".`);
    }
    return [{ kind: isUnknown ? "unknown" : "refused", name, reason, at }];
  }

  addPart(part: StatePart): void {
    const { stream } = part;
    const parts = part.part === 1 ? new StateParts() : this.#parts.get(stream);
    // Parts that do not fit together make no state.
    this.#parts.delete(stream);
    parts?.add(part);
    if (parts !== undefined) this.#parts.set(stream, parts);
  }

  takeState<State>(
    { stream, at }: StateOutput,
    { digest, state: rules }: Entry<State>,
    { session }: ClientState,
    onState: OnState<State>,
  ): readonly Loss[] {
    const parts = this.#parts.get(stream);
    this.#parts.delete(stream);
    if (parts === undefined || onState === undefined) return [];
    const state = parts.finish();
    const isTrusted = parts.length > maxCheckedLength && session.phase === "open" && session.server.digest === digest;
    const issues: Issue[] = [];
    if (!isTrusted && this.#validates && rules?.validate?.(state, issues) === false)
      return [{ kind: "state", reason: describe(issues).replace(/^(?: at|:) /, ""), at }];
    // The state has the right type: the tracker has validated it, or the server has the same build of the protocol.
    onState(state as State, { stream, at });
    return [];
  }
}
