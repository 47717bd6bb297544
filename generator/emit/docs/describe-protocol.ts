import { ownDescription } from "../../types/doc-comment.js";
import { referenced } from "../../schema/children.js";
import type { EventModel } from "../../model/event-model.js";
import type { Declaration, EventSide, ProtocolModel } from "../../model/protocol.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import { envelope } from "../../types/envelope.js";
import { generatedNote } from "../generated-note.js";
import { constraintLines } from "../../types/constraints.js";
import { TypeMaker } from "../../types/type-of.js";
import type { TypeNode } from "../../types/type-node.js";
import { describeState } from "./describe-state.js";
import { envelopeExample } from "./envelope-example.js";
import { fieldRows, isTabular } from "./field-rows.js";
import type { Chapter, Entry, Page } from "./page.js";
import { typeSpans } from "./type-spans.js";

/** Returns the content of a protocol's documentation: the events of each direction, the types that they share, and the state. */
export function describeProtocol(model: ProtocolModel): Page {
  const describer = new Describer(model);
  const types = describer.types();
  const chapters: Chapter[] = [
    describer.side(model.server, "Server events", "The events that the server sends to its clients."),
    describer.side(model.client, "Client events", "The events that a client sends to the server."),
    { anchor: "types", title: "Shared types", lead: "The types that several events share.", kind: "types", entries: types },
  ];
  return {
    name: model.name,
    version: model.version,
    description: model.description ?? "",
    discriminators: model.discriminators,
    digest: model.digest,
    note: generatedNote(model),
    chapters: chapters.filter(({ entries }) => entries.length > 0),
    ...describer.state(),
  };
}

class Describer {
  readonly #model: ProtocolModel;
  readonly #maker: TypeMaker;
  readonly #linked: ReadonlySet<Schema>;
  readonly #anchors = new Map<string, string>();
  readonly #taken = new Set<string>(["server", "client", "types", "state", "contents"]);
  readonly #eventAnchors = new Map<EventModel, string>();

  constructor(model: ProtocolModel) {
    this.#model = model;
    const events = [...model.server.events, ...model.client.events];
    const roots = [...events, ...model.typeEntries].map(({ schema }) => schema);
    this.#linked = new Set([...roots, ...referenced(roots)]);
    // A type with a section of its own is shown by its name. The fields of other objects are shown where the objects occur.
    this.#maker = new TypeMaker((schema) => (this.#linked.has(schema) ? model.nameOf(schema) : undefined));
    for (const side of [model.server, model.client]) this.#anchorEvents(side);
    for (const { name } of this.#sharedTypes()) if (!this.#anchors.has(name)) this.#anchors.set(name, this.#claim(`type-${name}`));
  }

  side({ direction, reader, events }: EventSide, title: string, lead: string): Chapter {
    const tolerance =
      reader === "tolerant"
        ? " A receiver accepts fields that are not listed."
        : " A receiver refuses fields that are not listed, if the schema of the object is closed.";
    return { anchor: direction, title, lead: lead + tolerance, kind: "events", entries: events.map((event) => this.#event(event)) };
  }

  types(): Entry[] {
    return this.#sharedTypes().map(({ name, schema }) => ({
      ...this.#entry(schema, this.#maker.declared(schema)),
      anchor: this.#anchors.get(name) ?? "",
      name,
      typeName: name,
      tags: undefined,
      examples: shown(schema.annotations.examples ?? []),
    }));
  }

  state(): Pick<Page, "state"> {
    const anchors = {
      ofEvent: (event: EventModel) => this.#eventAnchors.get(event) ?? "",
      ofType: (name: string) => this.#anchors.get(name),
    };
    const state = describeState(this.#model, anchors);
    return state === undefined ? {} : { state };
  }

  #anchorEvents({ direction, events }: EventSide): void {
    for (const event of events) {
      const anchor = this.#claim(`${direction}-${event.name}`);
      this.#eventAnchors.set(event, anchor);
      if (!this.#anchors.has(event.typeName)) this.#anchors.set(event.typeName, anchor);
    }
  }

  /** Returns the types with a section of their own in the chapter "Shared types": they are no events, and schemas refer to them. */
  #sharedTypes(): Declaration[] {
    const events = new Set([...this.#model.server.events, ...this.#model.client.events].map(({ typeName }) => typeName));
    return this.#model.types.filter(({ name, schema }) => this.#linked.has(schema) && !events.has(name));
  }

  #event(event: EventModel): Entry {
    const { schema, tags } = event;
    const examples = (schema.annotations.examples ?? []).map((example) => envelopeExample(event, example));
    return {
      ...this.#entry(schema, envelope(event, this.#maker.declared(schema))),
      anchor: this.#eventAnchors.get(event) ?? "",
      name: event.name,
      typeName: event.typeName,
      tags:
        tags === undefined
          ? undefined
          : [...tags].map(([pointer, values]) => ({ pointer, values: values.map((value) => JSON.stringify(value)) })),
      examples: shown(examples),
    };
  }

  #entry(
    schema: Schema,
    node: TypeNode,
  ): Pick<Entry, "deprecated" | "mustUnderstand" | "description" | "type" | "constraints" | "rows" | "source"> {
    const { annotations, location } = schema;
    const anchorOf = (name: string): string | undefined => this.#anchors.get(name);
    return {
      deprecated: annotations.deprecated === true,
      mustUnderstand: annotations.mustUnderstand === true,
      description: ownDescription(annotations),
      type: isTabular(node) ? [] : typeSpans(node, anchorOf),
      constraints: constraintLines([schema]).join(" "),
      rows: fieldRows(node, anchorOf),
      source: `${location.file}${location.pointer === "" ? "" : `#${location.pointer}`}`,
    };
  }

  #claim(wanted: string): string {
    const base = wanted.replaceAll(/[^A-Za-z0-9_-]+/g, "-");
    let anchor = base;
    for (let number = 2; this.#taken.has(anchor); number += 1) anchor = `${base}-${number}`;
    this.#taken.add(anchor);
    return anchor;
  }
}

function shown(examples: readonly Json[]): string[] {
  return examples.map((example) => JSON.stringify(example, undefined, 2));
}
