import type { BaselineRole } from "../check/baseline-model.js";
import { isLower } from "../check/suggest-version.js";
import { BaselineError } from "../baseline/baseline-error.js";
import { openTree } from "../baseline/open-tree.js";
import { readBaseline } from "../baseline/read-baseline.js";
import type { Tree } from "../baseline/tree.js";
import type { ReportedBaseline } from "../check/build-report.js";
import type { ProtocolModel } from "../model/protocol.js";

/** A baseline that somebody named. */
export type AskedBaseline = {
  readonly role: BaselineRole;
  readonly name: string;
  /** True where dagwire chose it. */ readonly isChosen?: boolean;
};

/** Opens each baseline once, for all protocols of a config. */
export class BaselineShelf {
  readonly #root: string;
  readonly #names: readonly string[];
  readonly #trees = new Map<string, Tree>();

  /**
   * @param root folder in which the command was called.
   * @param names of all the protocols that will be read.
   */
  constructor(root: string, names: readonly string[]) {
    this.#root = root;
    this.#names = names;
  }

  /**
   * A protocol as the baselines have it.
   *
   * @throws BaselineError where one cannot be read.
   */
  read(today: ProtocolModel, asked: readonly AskedBaseline[]): ReportedBaseline[] {
    const found = asked.map(({ name, role, isChosen = false }) => {
      const tree = this.#open(name);
      return { label: tree.label, roles: [role], model: this.#model(tree, today, isChosen) };
    });
    return withDeployed(unique(found));
  }

  /** Removes what was put on the disk. */
  dispose(): void {
    for (const tree of this.#trees.values()) tree.dispose();
  }

  #open(name: string): Tree {
    const tree = this.#trees.get(name) ?? openTree(name, this.#root);
    this.#trees.set(name, tree);
    return tree;
  }

  /** Before its first version a protocol has nothing to compare with, which is wrong only of a baseline that somebody named. */
  #model(tree: Tree, { name, manifest }: ProtocolModel, isChosen: boolean): ProtocolModel | undefined {
    try {
      return readBaseline(tree, { name, path: manifest, others: this.#names.filter((other) => other !== name) });
    } catch (error) {
      if (isChosen && error instanceof BaselineError && error.isAbsent) return undefined;
      throw error;
    }
  }
}

/** A baseline may be named twice, as what runs and as what is retained. */
function unique(baselines: readonly ReportedBaseline[]): ReportedBaseline[] {
  const known = new Map<string, ReportedBaseline>();
  for (const baseline of baselines) {
    const roles = new Set([...(known.get(baseline.label)?.roles ?? []), ...baseline.roles]);
    known.set(baseline.label, { ...baseline, roles: [...roles] });
  }
  return [...known.values()];
}

/** Where nobody says what is deployed, the newest version still in use is. */
function withDeployed(baselines: readonly ReportedBaseline[]): ReportedBaseline[] {
  if (baselines.some(({ roles }) => roles.includes("deployed"))) return [...baselines];
  const newest = baselines.reduce<ReportedBaseline | undefined>(
    (best, one) => (one.model !== undefined && (best?.model === undefined || isLower(best.model.version, one.model.version)) ? one : best),
    undefined,
  );
  return baselines.map((one) => (one === newest ? { ...one, roles: ["deployed", ...one.roles] } : one));
}
