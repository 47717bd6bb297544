import { groupBy } from "../base/group-by.js";
import type { Direction } from "../model/event-model.js";
import type { Candidate, NamedUnion } from "./candidate.js";
import type { Constants } from "./constants.js";
import { constantsOf } from "./constants.js";
import { perChannel, pointerBeside, tagsOfChannels } from "./channel-tags.js";
import { containEnvelope, envelopeOf, envelopeTags, isCallAndAnswer } from "./envelopes.js";
import type { EnvelopeKind } from "./envelopes.js";
import { senders } from "./directions.js";
import type { Sender } from "./directions.js";
import type { DraftEvent } from "./draft-event.js";
import { draftTags } from "./tag-draft.js";
import type { DraftTag, TagDraft } from "./tag-draft.js";
import { leaves } from "./unions.js";
import { kindOf, sideOfMessage } from "./words.js";
import type { MessageKind } from "./words.js";

/** The events and shared types in the user's schemas, with the JSON Pointers of the discriminators. */
export type DraftEvents = {
  readonly discriminators: readonly string[];
  readonly events: readonly DraftEvent[];
  /** Whole files whose schema has no tag. The manifest lists them as shared types. */
  readonly types: readonly Candidate[];
  /**
   * The envelope of the messages, if the schemas describe only their contents. `contained`: the user named an envelope
   * that the schemas contain already.
   */
  readonly envelope: EnvelopeKind | "unknown" | "contained" | undefined;
};

/** Information about the candidates from the command line, which their schemas do not contain. */
export type DraftHints = {
  /** The file or folder that the user named. */
  readonly from: string;
  readonly foldersOf: (candidate: Candidate) => readonly string[];
  /** The envelope that the user named; `undefined` if the user named none. */
  readonly envelope: EnvelopeKind | undefined;
};

/** Decides which candidates are events, whether server or client sends each, and which tags distinguish them. */
export function draftEvents(found: readonly Candidate[], hints: DraftHints): DraftEvents {
  const first = draftTags(found);
  const candidates = perChannel(collapsed(found, first.tagOf), first.tagOf);
  const inSchemas = candidates.every((candidate) => first.tagOf.has(candidate)) ? first : draftTags(candidates);
  const isKnown = hasTag(inSchemas) || candidates.some(({ origin }) => origin === "channel");
  const envelope = usableEnvelope(candidates, hints.envelope ?? (isKnown ? undefined : envelopeOf(candidates, hints.from)));
  const tags = envelope === undefined ? inSchemas : { ...inSchemas, ...envelopeTags(candidates, envelope) };
  const isTagged = (candidate: Candidate): boolean => tags.tagOf.get(candidate)?.how !== "none";
  const hasTags = candidates.some(isTagged);
  const kept = candidates.filter((candidate) => envelope !== undefined || isTagged(candidate) || isMessage(candidate, hasTags));
  const sentBy = senders(kept, hints.foldersOf, (candidate) => kindByTag(tags.constants.get(candidate), tags.discriminators));
  const shared = sharedKeys(kept, tags.tagOf, sentBy);
  const inMessages = kept.map((candidate): DraftEvent => {
    const tag = tags.tagOf.get(candidate) ?? { how: "none" };
    const sender = sentBy.get(candidate) ?? { sides: ["server"], because: "unknown" };
    return { candidate, sender, tag, sharedKey: tag.how !== "none" && shared.has(candidate) ? tag.key : undefined };
  });
  const types = candidates.filter((candidate) => candidate.origin === "file" && !kept.includes(candidate));
  const events = envelope === undefined ? tagsOfChannels(inMessages, tags) : inMessages;
  const discriminators = [...tags.discriminators, ...pointerBeside(events, tags.discriminators)];
  return { discriminators, events, types, envelope: envelope ?? adviceOn(kept, events, hints.envelope) };
}

/** Returns `undefined` instead of an envelope that the schemas contain already. The draft would wrap each message twice. */
function usableEnvelope(candidates: readonly Candidate[], envelope: EnvelopeKind | undefined): EnvelopeKind | undefined {
  return envelope !== undefined && envelope !== "name" && containEnvelope(candidates) ? undefined : envelope;
}

function adviceOn(kept: readonly Candidate[], events: readonly DraftEvent[], named: EnvelopeKind | undefined): DraftEvents["envelope"] {
  if (named !== undefined) return "contained";
  const hasTags = events.some(({ tag }) => tag.how !== "none");
  return hasTags || containEnvelope(kept) || !isCallAndAnswer(kept) ? undefined : "unknown";
}

function hasTag({ tagOf }: TagDraft): boolean {
  return [...tagOf.values()].some(({ how }) => how !== "none");
}

/** Returns true if the origin or the name of a candidate without a tag shows that it is a message. */
function isMessage({ name, origin }: Candidate, othersHaveTags: boolean): boolean {
  if (origin === "union" || origin === "channel") return true;
  if (origin === "file" && !othersHaveTags) return true;
  return kindOf(name) !== undefined || sideOfMessage(name) !== undefined;
}

function kindByTag(constants: Constants | undefined, discriminators: readonly string[]): MessageKind | undefined {
  const values = discriminators.flatMap((pointer) => constants?.get(pointer)?.values ?? []);
  return values.map((value) => (typeof value === "string" ? kindOf(value) : undefined)).find((kind) => kind !== undefined);
}

function sharedKeys(
  candidates: readonly Candidate[],
  tagOf: ReadonlyMap<Candidate, DraftTag>,
  sentBy: ReadonlyMap<Candidate, Sender>,
): Set<Candidate> {
  const shared = new Set<Candidate>();
  for (const side of ["server", "client"] satisfies Direction[]) {
    const ofSide = candidates.filter((candidate) => sentBy.get(candidate)?.sides.includes(side) === true);
    const groups = groupBy(ofSide, (candidate) => {
      const tag = tagOf.get(candidate);
      return tag === undefined || tag.how === "none" ? undefined : tag.key;
    });
    for (const [key, group] of groups) if (key !== undefined && group.length > 1) for (const candidate of group) shared.add(candidate);
  }
  return shared;
}

/**
 * Replaces the members of a union by the union itself if all members have the same tag, because they are variants of
 * one event.
 */
function collapsed(candidates: readonly Candidate[], tagOf: ReadonlyMap<Candidate, DraftTag>): readonly Candidate[] {
  const keyOf = (candidate: Candidate): string => {
    const tag = tagOf.get(candidate);
    return tag === undefined || tag.how === "none" ? "" : tag.key;
  };
  const bySchema = new Map(candidates.map((candidate) => [candidate.schema, candidate]));
  const replaced = new Map<Candidate, Candidate>();
  for (const [key, group] of groupBy(candidates, keyOf)) {
    const [first] = group;
    if (key === "" || first === undefined || group.length < 2) continue;
    const union = first.ways
      .flatMap((way) => way.slice(1))
      .find((one) => leaves(one.schema).every(({ schema }) => group.some((member) => member.schema === schema)));
    if (union === undefined || constantsOf(union.schema).size === 0) continue;
    for (const { schema } of leaves(union.schema)) {
      const member = bySchema.get(schema);
      if (member !== undefined) replaced.set(member, asCandidate(union, first));
    }
  }
  return uniqueBySchema(candidates.map((candidate) => replaced.get(candidate) ?? candidate));
}

function asCandidate(union: NamedUnion, member: Candidate): Candidate {
  const ways = member.ways.flatMap((way) => {
    const index = way.findIndex(({ schema }) => schema === union.schema);
    return index === -1 ? [] : [way.slice(0, index)];
  });
  return { ...union, origin: "union", ways };
}

function uniqueBySchema(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.schema, candidate])).values()];
}
