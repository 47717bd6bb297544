import type { Memo } from "../base/memo.js";
import type { BaselineRole } from "../check/gate.js";
import { isLower } from "../check/versions.js";
import { BaselineError } from "../baseline/tree.js";
import { listedProtocols } from "../baseline/listed-protocols.js";
import type { ListedProtocol } from "../baseline/listed-protocols.js";
import { openTree } from "../baseline/open-tree.js";
import { readBaseline } from "../baseline/read-baseline.js";
import type { Tree } from "../baseline/tree.js";
import type { ReportedBaseline } from "../check/build-report.js";
import type { ProtocolModel } from "../model/protocol.js";

/** The name of a baseline to compare with, which the user gave or dagwire chose. */
export type AskedBaseline = {
  readonly role: BaselineRole;
  readonly name: string;
  /** True if dagwire chose the baseline because the user named none. */
  readonly isChosen?: boolean;
};

/** Opens each baseline once, for all protocols of a config. */
export class OpenedBaselines {
  readonly #root: string;
  readonly #names: readonly string[];
  readonly #memo: Memo;
  readonly #trees = new Map<string, Tree>();

  /**
   * @param root the folder in which the command was called.
   * @param names the names of all protocols that will be read.
   * @param memo keeps results about the parts of one version, for versions that have the same parts.
   */
  constructor(root: string, names: readonly string[], memo: Memo) {
    this.#root = root;
    this.#memo = memo;
    this.#names = names;
  }

  /**
   * Reads the earlier versions of a protocol from baselines.
   *
   * @throws BaselineError if a baseline cannot be read.
   */
  read(today: ProtocolModel, asked: readonly AskedBaseline[]): ReportedBaseline[] {
    const found = asked.map(({ name, role, isChosen = false }) => {
      const tree = this.#open(name);
      return { label: tree.label, roles: [role], model: this.#model(tree, today, isChosen) };
    });
    return withDeployed(unique(found));
  }

  /** Returns the protocols that a config lists in the baselines with these labels, each with the label. */
  listed(config: string, labels: ReadonlySet<string>): (ListedProtocol & { readonly label: string })[] {
    const trees = [...this.#trees.values()].filter(({ label }) => labels.has(label));
    return trees.flatMap((tree) => listedProtocols(tree, config).map((protocol) => ({ ...protocol, label: tree.label })));
  }

  /** Removes the temporary folders of the baselines. */
  dispose(): void {
    for (const tree of this.#trees.values()) tree.dispose();
  }

  #open(name: string): Tree {
    const tree = this.#trees.get(name) ?? openTree(name, this.#root);
    this.#trees.set(name, tree);
    return tree;
  }

  /**
   * Reads the protocol from a baseline. If the baseline has no protocol at all, returns `undefined` if dagwire chose
   * the baseline, and throws if the user named it.
   */
  #model(tree: Tree, { name, manifest }: ProtocolModel, isChosen: boolean): ProtocolModel | undefined {
    try {
      return readBaseline(tree, { name, path: manifest, others: this.#names.filter((other) => other !== name) }, this.#memo);
    } catch (error) {
      if (isChosen && error instanceof BaselineError && error.isAbsent) return undefined;
      throw error;
    }
  }
}

/** If a baseline is both deployed and retained, merges its two list items into one. */
function unique(baselines: readonly ReportedBaseline[]): ReportedBaseline[] {
  const known = new Map<string, ReportedBaseline>();
  for (const baseline of baselines) {
    const roles = new Set([...(known.get(baseline.label)?.roles ?? []), ...baseline.roles]);
    known.set(baseline.label, { ...baseline, roles: [...roles] });
  }
  return [...known.values()];
}

/** Returns the baselines. If none has the role `deployed`, the newest one gets this role. */
function withDeployed(baselines: readonly ReportedBaseline[]): ReportedBaseline[] {
  if (baselines.some(({ roles }) => roles.includes("deployed"))) return [...baselines];
  const newest = baselines.reduce<ReportedBaseline | undefined>(
    (best, one) => (one.model !== undefined && (best?.model === undefined || isLower(best.model.version, one.model.version)) ? one : best),
    undefined,
  );
  return baselines.map((one) => (one === newest ? { ...one, roles: ["deployed", ...one.roles] } : one));
}
