import type { Json } from "../base/json.js";
import type { Candidate } from "./candidate.js";
import type { DraftEvent } from "./draft-event.js";
import type { TagDraft } from "./tag-draft.js";

/** The pointer of the tag that the caller passes beside the message. */
const besideMessage = "@name";

/**
 * Replaces a candidate without a tag by one candidate for each channel that carries it, because only the channel shows
 * which event a message is.
 */
export function perChannel(candidates: readonly Candidate[], tagOf: TagDraft["tagOf"]): Candidate[] {
  return candidates.flatMap((candidate): Candidate[] => {
    const { channels = [] } = candidate;
    if (channels.length < 2 || tagOf.get(candidate)?.how !== "none") return [candidate];
    return channels.map((channel) => ({ ...candidate, name: channel.name, sides: channel.sides, channels: [channel] }));
  });
}

/**
 * Gives a tag beside the message to events that no constant of their schema distinguishes, if the channel, the webhook
 * or the stream does: its name. Other events stay as they are.
 */
export function tagsOfChannels(events: readonly DraftEvent[], tags: TagDraft): DraftEvent[] {
  const inChannels = events.filter(({ candidate }) => candidate.origin === "channel");
  // If most events of the channels need their name, all of them get it, so that the caller has one rule.
  const isNeeded = inChannels.filter((event) => !isClear(event)).length * 2 > inChannels.length;
  return events.map((event) => {
    const { candidate, tag } = event;
    const label = labelOf(candidate);
    const isDone = isClear(event) && !(isNeeded && candidate.origin === "channel");
    if (label === undefined || isDone || events.some((other) => other !== event && isRival(event, other))) return event;
    const fixed = tag.how === "none" ? {} : fixedAt(candidate, tags);
    const part = candidate.at === undefined ? {} : { at: candidate.at };
    return { ...event, tag: { how: "given", key: label, tag: { ...fixed, [besideMessage]: label }, ...part }, sharedKey: undefined };
  });
}

function isClear({ tag, sharedKey }: DraftEvent): boolean {
  return tag.how !== "none" && sharedKey === undefined;
}

/** Returns the pointer of the tag beside the message if an event has such a tag and `discriminators` lacks it. */
export function pointerBeside(events: readonly DraftEvent[], discriminators: readonly string[]): string[] {
  const isUsed = events.some(({ tag }) => tag.how === "given" && Object.hasOwn(tag.tag, besideMessage));
  return isUsed && !discriminators.includes(besideMessage) ? [besideMessage] : [];
}

/** Returns true if the caller learns the event from the name of its channel, webhook or stream. */
export function isNamedByChannel({ candidate, tag }: DraftEvent): boolean {
  return tag.how === "given" && tag.tag[besideMessage] !== undefined && tag.tag[besideMessage] === labelOf(candidate);
}

/**
 * Returns the name by which a caller knows the messages of a candidate: that of a message in a channel, of a webhook, or
 * of the union of a stream.
 */
function labelOf({ name, origin, channels }: Candidate): string | undefined {
  const label = origin === "channel" ? name : channels?.[0]?.name;
  return channels === undefined || label === "" ? undefined : label;
}

/**
 * Returns true if the name of the channel does not show which of two events a message is. Both have the same sender and
 * equal tags or none, and they have one channel or one name.
 */
function isRival(event: DraftEvent, other: DraftEvent): boolean {
  const isAlike = event.tag.how === "none" ? other.tag.how === "none" : keyOf(other) === keyOf(event);
  if (!isAlike || !event.sender.sides.some((side) => other.sender.sides.includes(side))) return false;
  const channels = channelsOf(other.candidate);
  return labelOf(event.candidate) === labelOf(other.candidate) || channelsOf(event.candidate).some((name) => channels.includes(name));
}

function keyOf({ tag }: DraftEvent): string | undefined {
  return tag.how === "none" ? undefined : tag.key;
}

function channelsOf(candidate: Candidate): readonly string[] {
  return candidate.channels?.map(({ name }) => name) ?? [];
}

function fixedAt(candidate: Candidate, { constants, discriminators }: TagDraft): Record<string, Json> {
  const values = constants.get(candidate);
  return Object.fromEntries(
    discriminators.flatMap((pointer): [string, Json][] => {
      const fixed = values?.get(pointer)?.values;
      if (fixed === undefined) return [];
      return [[pointer, fixed.length === 1 ? (fixed[0] ?? null) : fixed]];
    }),
  );
}
