type Listener = () => void;

/** Listeners below one token of a JSON Pointer. */
type Branch = { readonly listeners: Set<Listener>; readonly below: Map<string, Branch> };

/** Who listens to which part of a state, by JSON Pointer. */
export class PathListeners {
  readonly #root = newBranch();

  /** Calls `listener` when something at the path, above it or below it has changed. The result ends that. */
  add(path: string, listener: Listener): () => void {
    const tokens = tokensOf(path);
    branchAt(this.#root, tokens).listeners.add(listener);
    return () => remove(this.#root, tokens, listener);
  }

  /** Tells, each once, those to whom one of the changed places matters. */
  notify(touched: Iterable<string>): void {
    const told = new Set<Listener>();
    for (const path of touched) collect(this.#root, tokensOf(path), told);
    for (const listener of told) listener();
  }
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

/** Branches without listeners go too: ids come and go. */
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

function collect(root: Branch, tokens: readonly string[], told: Set<Listener>): void {
  let branch: Branch | undefined = root;
  for (const token of tokens) {
    for (const listener of branch.listeners) told.add(listener);
    branch = branch.below.get(token);
    if (branch === undefined) return;
  }
  collectAll(branch, told);
}

function collectAll({ listeners, below }: Branch, told: Set<Listener>): void {
  for (const listener of listeners) told.add(listener);
  for (const next of below.values()) collectAll(next, told);
}
