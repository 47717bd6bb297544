type Listener = () => void;

/** A node of the tree of listeners: the listeners to one JSON Pointer, and the branches for longer pointers by their next token. */
type Branch = { readonly listeners: Set<Listener>; readonly below: Map<string, Branch> };

/** Functions that are called when a part of a state changes, by the JSON Pointer of the part. */
export class PathListeners {
  readonly #root = newBranch();

  /** Calls `listener` when the value at `path`, or a value above or below it, changes. Returns a function that removes the listener. */
  add(path: string, listener: Listener): () => void {
    assertPointer(path);
    const tokens = tokensOf(path);
    branchAt(this.#root, tokens).listeners.add(listener);
    return () => remove(this.#root, tokens, listener);
  }

  /** Calls each listener once if its path is at, above or below the path of a changed value. */
  notify(touched: Iterable<string>): void {
    const called = new Set<Listener>();
    for (const path of touched) collect(this.#root, tokensOf(path), called);
    for (const listener of called) listener();
  }
}

/** @throws TypeError unless `path` is "" or begins with "/". */
export function assertPointer(path: string): void {
  if (path === "" || path.startsWith("/")) return;
  throw new TypeError(
    `The path of a part of the state is a JSON Pointer: expected "" or a text that begins with "/", such as "/${path}", got ${JSON.stringify(path)}.`,
  );
}

function newBranch(): Branch {
  return { listeners: new Set(), below: new Map() };
}

function tokensOf(path: string): readonly string[] {
  return path === "" ? [] : path.slice(1).split("/");
}

function branchAt(root: Branch, tokens: readonly string[]): Branch {
  let branch = root;
  for (const token of tokens) {
    const next = branch.below.get(token) ?? newBranch();
    branch.below.set(token, next);
    branch = next;
  }
  return branch;
}

/**
 * Removes a listener, and each branch of the tree that then has no listener. Otherwise the tree would keep a branch for every id
 * that a path has ever contained.
 */
function remove(branch: Branch, [token, ...rest]: readonly string[], listener: Listener): void {
  if (token === undefined) {
    branch.listeners.delete(listener);
    return;
  }
  const next = branch.below.get(token);
  if (next === undefined) return;
  remove(next, rest, listener);
  if (next.listeners.size === 0 && next.below.size === 0) branch.below.delete(token);
}

function collect(root: Branch, tokens: readonly string[], called: Set<Listener>): void {
  let branch: Branch | undefined = root;
  for (const token of tokens) {
    for (const listener of branch.listeners) called.add(listener);
    branch = branch.below.get(token);
    if (branch === undefined) return;
  }
  collectAll(branch, called);
}

function collectAll({ listeners, below }: Branch, called: Set<Listener>): void {
  for (const listener of listeners) called.add(listener);
  for (const next of below.values()) collectAll(next, called);
}
