import type { ChangeRule } from "./change-rule.js";
import { effects } from "./change-rule.js";

/** Changes of an event as a whole. */
export const eventChanges = {
  EVENT_ADDED: {
    summary: "An event was added.",
    purpose:
      "Readers built before the change do not know the event. A tolerant reader passes it to onUnknown and continues; a strict reader refuses it. Exhaustive handlers stop compiling, so the compiler lists the code that needs a new case.",
    effects: effects.eventAdded,
    oldReaders: "do not know the event: tolerant ones skip it, strict ones refuse it",
    instead:
      "This is safe if readers may skip the event. Otherwise deploy the readers first, or mark the event x-must-understand, so that a reader that does not know it reports that it is too old.",
  },
  EVENT_REMOVED: {
    summary: "An event was removed.",
    purpose:
      "Older senders still send the event and journals still hold it, but readers no longer know it. Handlers and literals of the event stop compiling.",
    effects: effects.eventRemoved,
    newReaders: "no longer know the event: tolerant ones skip it, strict ones refuse it",
    instead: "Mark the event deprecated and stop sending it. Remove it when no supported peer sends it and no journal in use holds it.",
  },
  EVENT_RENAMED: {
    summary: "An event has another tag and another name.",
    purpose: "In messages, this is one removed and one added event. Neither version knows the event of the other.",
    effects: effects.eventReplaced,
    oldReaders: "do not know the new tag",
    newReaders: "do not know the old tag",
    instead: "Add the new event beside the old one and send both for a time. Remove the old one later.",
  },
  EVENT_TAG_CHANGED: {
    summary: "The tag of an event has another value.",
    purpose:
      "A dispatcher finds the handler of a message by its tag. A message with another tag is another event, even if the name is the same.",
    effects: effects.eventReplaced,
    oldReaders: "do not know the new tag",
    newReaders: "do not know the old tag",
    instead: 'Keep the tag. To give the event a better name in code, set "name" in the manifest, which is not sent.',
  },
  EVENT_NAME_CHANGED: {
    summary: "An event has another name and the same tag.",
    purpose: "The name is the key in the handler map. It is not sent, so peers are not affected, but handlers have to be renamed.",
    effects: effects.names,
    instead: "Nothing has to change on the wire. Give the generated package a new major version.",
  },
  EVENT_FOLDED: {
    summary: "An event now covers several tags, among them the tags of an event that was separate before.",
    purpose: "Peers send and accept the same messages. The handler map has fewer keys, so handlers have to be merged.",
    effects: effects.names,
    instead: "Nothing has to change on the wire. Give the generated package a new major version.",
  },
  EVENT_SPLIT: {
    summary: "An event covers fewer tags than before.",
    purpose: "If other events cover the remaining tags, peers send and accept the same messages. Handlers have to be split.",
    effects: effects.names,
    instead: "Make sure that every tag still has an event. Give the generated package a new major version.",
  },
  EVENT_MOVED: {
    summary: "The content of an event is at another place in the message.",
    purpose: "Readers built before the change look for the content at its old place.",
    effects: effects.replaces,
    oldReaders: "do not find its content",
    newReaders: "do not find the content of old messages",
    instead: "Publish a new event with the new envelope. Remove the old one later.",
  },
  MUST_UNDERSTAND_ADDED: {
    summary: "An event must now be understood: a reader that does not know it has to stop.",
    purpose:
      "Readers that know the event are not affected. A reader that does not know it now reports that it is too old; before, it skipped the event.",
    effects: effects.nothing,
    instead: "This is safe if every supported reader knows the event.",
  },
  MUST_UNDERSTAND_REMOVED: {
    summary: "An event may now be skipped by readers that do not know it.",
    purpose: "Readers that know the event are not affected. A reader that does not know it now skips it, and may miss what it reports.",
    effects: effects.nothing,
    instead: "Make sure that a reader that skips the event shows nothing wrong.",
  },
} as const satisfies Readonly<Record<string, ChangeRule>>;
