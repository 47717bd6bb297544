import { canonicalJson } from "../base/canonical-json.js";
import type { Json } from "../base/json.js";
import type { Flow } from "../evolution/peer/wire.js";
import { isStateRuleId, stateRules } from "../evolution/rules/state-rules.js";
import type { StateRuleId } from "../evolution/rules/state-rules.js";
import type { StateComparison, StateFlow } from "../evolution/state/compare-states.js";
import type { StepCell } from "../evolution/state/compare-steps.js";
import type { Difference, Divergence } from "../evolution/state/divergence.js";
import type { SilentPlace } from "../evolution/state/silent-places.js";
import type { EventModel } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";
import { keptObjects, normalText, normalWrites } from "../model/state/normal-steps.js";
import { eventKey } from "../model/state/state-digest.js";
import { explainCell } from "./explain-break.js";
import type { ShownDivergence, WireFinding } from "./finding.js";
import { fingerprintOf } from "./finding.js";
import type { Gate, StateQuestion } from "./gate.js";
import { inManifest, placeOfInitial, placesOfSteps } from "./state-places.js";

/** The data that findings about the state need. */
export type StateFindingContext = {
  readonly before: ProtocolModel;
  readonly today: ProtocolModel;
  /** The label of the baseline. */
  readonly label: string;
  readonly gateOf: (question: StateQuestion, flow: Flow) => Gate;
};

/** Returns the findings about the state of two versions. @param comparison `undefined` if nothing about the states differs. */
export function stateFindings(comparison: StateComparison | undefined, context: StateFindingContext): WireFinding[] {
  const { before, today } = context;
  const report = new StateReport(context);
  if (comparison !== undefined) return report.of(comparison);
  if ((before.state === undefined) === (today.state === undefined)) return [];
  return report.presence();
}

type Found = {
  readonly rule: StateRuleId;
  readonly flow: Flow;
  readonly question: StateQuestion;
  readonly event: string;
  readonly message: string;
  readonly place: WireFinding["place"];
  /** Texts that identify the difference, for the fingerprint. They do not depend on the files in which the schemas are. */
  readonly identity: readonly string[];
  readonly path?: string;
  readonly others?: readonly { readonly file: string; readonly pointer: string }[];
  readonly divergence?: ShownDivergence;
};

class StateReport {
  readonly #context: StateFindingContext;
  readonly #before: ProtocolModel;
  readonly #today: ProtocolModel;

  constructor(context: StateFindingContext) {
    this.#context = context;
    this.#before = context.before;
    this.#today = context.today;
  }

  of(comparison: StateComparison): WireFinding[] {
    const flows = comparison.flows.flatMap((flow) => [
      ...this.#read(flow, comparison),
      ...flow.steps.flatMap((cell) => this.#steps(cell, flow.flow, comparison)),
      ...this.#initial(flow),
      ...this.#end(flow.flow, comparison),
    ]);
    return [...flows, ...comparison.silent.flatMap((silent) => this.#silent(silent, comparison))];
  }

  presence(): WireFinding[] {
    const isNew = this.#today.state !== undefined;
    return this.#finding({
      rule: isNew ? "STATE_ADDED" : "STATE_REMOVED",
      flow: isNew ? "old-to-new" : "new-to-old",
      question: "presence",
      event: (this.#today.state ?? this.#before.state)?.typeName ?? "",
      message: isNew
        ? "the protocol now has a state, and had none before. Clients built after this change receive no state from older servers. After a roll-back, streams may lack events for which a newer server has stored a state."
        : "the protocol no longer has a state. Clients built before this change receive no state from newer servers. Streams may lack events for which an older server has stored a state.",
      place: inManifest(this.#today, "/state"),
      identity: [],
    });
  }

  #read({ flow, read }: StateFlow, { pair }: StateComparison): readonly WireFinding[] {
    const gate = this.#context.gateOf("read", flow);
    if (gate === "free") return [];
    const { name, manifest } = this.#today;
    const found = explainCell(read, gate === "warned" ? "warning" : "breaking", {
      protocol: name,
      manifest,
      baseline: this.#context.label,
      pairs: [pair],
      others: [],
      subject: "state",
    });
    // A reader that refuses a state refuses it in a snapshot and in a log. One finding for each flow covers both.
    return found.map((finding) => (isStateRuleId(finding.rule) ? { ...finding, hint: stateRules[finding.rule].instead } : finding));
  }

  #steps(cell: StepCell, flow: Flow, comparison: StateComparison): WireFinding[] {
    const { event, counterpart, verdict } = cell;
    const partner = counterpart ?? partnerOf(event, flow, comparison);
    const [then, now] = flow === "new-to-old" ? [partner, event] : [event, partner];
    const named = now ?? event;
    const rule = ruleOf(cell, flow, partner);
    const [place, ...others] =
      now === undefined ? [] : placesOfSteps(now, this.#blockOf(this.#before, then), this.#blockOf(this.#today, now));
    const about = {
      flow,
      question: "reduce" as const,
      event: named.name,
      place: place === undefined ? inManifest(this.#today, "/server") : { ...place, on: "value" as const },
      others,
      identity: [rule, eventKey(named), this.#textOf(this.#before, then), this.#textOf(this.#today, now)],
    };
    if (verdict.verdict === "unknown") {
      const message = `server event "${named.name}": dagwire cannot decide whether both versions change the state alike: ${verdict.reason}.`;
      return this.#finding({ ...about, rule: "STATE_UNDECIDED", message });
    }
    const { divergence } = verdict;
    const message = messageOf(rule, named.name, then?.name ?? "");
    return this.#finding({ ...about, rule, message, path: divergence.path, divergence: shownDivergence(divergence, flow) });
  }

  #initial({ flow, initial }: StateFlow): WireFinding[] {
    const state = this.#today.state;
    if (initial === undefined || state === undefined) return [];
    const where = initial.path === "" ? "" : ` at ${initial.path}`;
    return this.#finding({
      rule: "STATE_INITIAL_CHANGED",
      flow,
      question: "reduce",
      event: state.typeName,
      message: `the state has another start value${where}. A client that begins with the first event and a client that receives a snapshot show different states.`,
      place: placeOfInitial(state.schema, initial.path),
      identity: [initial.path, ...shownValues(initial, flow).map((value) => (value === undefined ? "" : canonicalJson(value)))],
      path: initial.path,
      divergence: { events: [], path: initial.path, ...valuesOf(initial, flow) },
    });
  }

  #end(flow: Flow, { isOtherEnd, hasOtherUnread }: StateComparison): WireFinding[] {
    const event = this.#today.state?.typeName ?? "";
    const digests = [this.#before.digest, this.#today.digest];
    const end = this.#finding({
      rule: "STATE_END_CHANGED",
      flow,
      question: "reduce",
      event,
      message:
        "the two versions differ in the events that end a stream, or in the place of the state that shows the end. After the end no event changes the state, so the two versions keep different states.",
      place: inManifest(this.#today, "/terminal"),
      identity: [this.#endText(this.#before), this.#endText(this.#today)],
    });
    const unread = this.#finding({
      rule: "STATE_UNDECIDED",
      flow,
      question: "reduce",
      event,
      message:
        'the two versions differ in an "x-state" that is invalid or belongs to no event. dagwire cannot decide how this "x-state" changes the state.',
      place: inManifest(this.#today, "/server"),
      identity: ["unread", ...digests],
    });
    return [...(isOtherEnd ? end : []), ...(hasOtherUnread ? unread : [])];
  }

  #silent({ event, now, places }: SilentPlace, comparison: StateComparison): WireFinding[] {
    if (now === undefined && partnerOf(event, "old-to-new", comparison) !== undefined) return [];
    const list = places.join(", ");
    const what =
      now === undefined ? `server event "${event.name}" is gone.` : `server event "${event.name}" does not carry the value any more.`;
    return this.#finding({
      rule: "STATE_PLACE_SILENT",
      flow: "new-to-old",
      question: "tell",
      event: event.name,
      message: `${what} Clients built before this change know no event that still changes ${list}. They keep the last value that they received for it.`,
      place: now === undefined ? inManifest(this.#today, "/server") : { ...now.schema.location, on: "value" },
      identity: [eventKey(event), list],
      path: places[0] ?? "",
    });
  }

  #finding({ rule, flow, question, identity, path = "", others = [], divergence, ...rest }: Found): WireFinding[] {
    const gate = this.#context.gateOf(question, flow);
    if (gate === "free") return [];
    return [
      {
        ...rest,
        rule,
        severity: gate === "warned" ? "warning" : rule === "STATE_UNDECIDED" ? "unknown" : "breaking",
        direction: "server",
        flow,
        path,
        hint: stateRules[rule].instead,
        baselines: [this.#context.label],
        related: others.map(({ file, pointer }) => ({ rule, message: `${file}#${pointer}` })),
        fingerprint: fingerprintOf([this.#today.name, rule, ...identity]),
        ...(divergence !== undefined && { divergence }),
      },
    ];
  }

  #blockOf({ state }: ProtocolModel, event: EventModel | undefined) {
    return event === undefined ? undefined : state?.blocks.get(event);
  }

  /**
   * Returns the normal form of the steps of an event. It is part of the fingerprint, so that a waiver ends with the
   * next change of the steps.
   */
  #textOf(model: ProtocolModel, event: EventModel | undefined): string {
    const block = this.#blockOf(model, event);
    if (event === undefined || block === undefined || model.state === undefined) return "";
    return normalText(normalWrites(block, [event.schema], keptObjects(model.state.schema)));
  }

  #endText({ terminal, state }: ProtocolModel): string {
    const marks = state?.endMarks.map(({ event, path, value }) => canonicalJson([eventKey(event), path, value])) ?? [];
    return canonicalJson([terminal.map(eventKey).toSorted(), marks.toSorted()]);
  }
}

/** Returns the other version's event that has the same content under another tag. */
function partnerOf(event: EventModel, flow: Flow, { events }: StateComparison): EventModel | undefined {
  return flow === "new-to-old" ? events.find(({ after }) => after === event)?.before : events.find(({ before }) => before === event)?.after;
}

function ruleOf({ counterpart }: StepCell, flow: Flow, partner: EventModel | undefined): StateRuleId {
  if (counterpart !== undefined) return "STATE_STEPS_CHANGED";
  if (partner !== undefined) return "STATE_EVENT_RENAMED";
  return flow === "new-to-old" ? "STATE_EVENT_ADDED" : "STATE_EVENT_REMOVED";
}

function messageOf(rule: StateRuleId, name: string, oldName: string): string {
  switch (rule) {
    case "STATE_EVENT_ADDED":
      return `server event "${name}" is new, and writes places of the state that clients built before this change declare. They skip the event, so their state differs from the server's.`;
    case "STATE_EVENT_REMOVED":
      return `server event "${name}" is gone, and it changed the state. Clients and servers built after this change skip it from older servers and in logs, so their state lacks the change.`;
    case "STATE_EVENT_RENAMED":
      return `server event "${name}" was called "${oldName}", or had another tag, and it changes the state. Readers of the other version skip it, so their state lacks the change.`;
    default:
      return `server event "${name}" changes the state in another way than before. A client built before this change shows one state if it receives the events, and another one if it receives a snapshot.`;
  }
}

/** Returns the two values that differ: first the value of the earlier version, then the value of today's version. */
function shownValues({ writer, reader }: Difference, flow: Flow): readonly (Json | undefined)[] {
  return flow === "new-to-old" ? [reader, writer] : [writer, reader];
}

function valuesOf(difference: Difference, flow: Flow): Pick<ShownDivergence, "before" | "now"> {
  const [before, now] = shownValues(difference, flow);
  return { ...(before !== undefined && { before }), ...(now !== undefined && { now }) };
}

function shownDivergence({ events, from, ...difference }: Divergence, flow: Flow): ShownDivergence {
  const list: { message: Json; times: number }[] = [];
  for (const message of events) {
    const last = list.at(-1);
    if (last !== undefined && canonicalJson(last.message) === canonicalJson(message)) last.times += 1;
    else list.push({ message, times: 1 });
  }
  return { events: list, path: difference.path, ...valuesOf(difference, flow), ...(from !== undefined && { from }) };
}
