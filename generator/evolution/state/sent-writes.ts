import type { EventModel } from "../../model/event-model.js";
import type { Condition } from "../../model/state/write-guard.js";
import type { Write } from "../../model/state/write.js";
import { conjunctsOf, declaredIn } from "../../schema/conjuncts.js";
import type { Schema } from "../../schema/schema.js";

/**
 * Returns the writes that can happen for messages of a sender's event. A producer sends only declared properties, so a
 * write that reads an undeclared property never happens.
 */
export function asSent(writes: readonly Write[], sent: EventModel): Write[] {
  return writes.flatMap((write) => {
    const guard = write.guard.filter((condition) => !(condition.kind === "not" && !condition.all.every((one) => mayHold(one, sent))));
    if (!guard.every((condition) => mayHold(condition, sent))) return [];
    const { source } = write;
    if (source.kind === "part" && !isSent(sent, source.names)) return [];
    if (source.kind !== "picked") return [{ ...write, guard }];
    return [{ ...write, guard, source: { ...source, only: source.only.filter((name) => isSent(sent, [...source.names, name])) } }];
  });
}

function mayHold(condition: Condition, sent: EventModel): boolean {
  return condition.kind === "not" || isSent(sent, condition.names);
}

/** Returns true unless it is certain that no message of an event has a value at a path of names. */
function isSent({ schema }: EventModel, names: readonly string[]): boolean {
  let inside = conjunctsOf([schema]);
  for (const name of names) {
    if (inside.some((part) => (part.anyOf ?? part.oneOf ?? part.then ?? part.else ?? part.dependentSchemas) !== undefined)) return true;
    const found = declaredIn(inside, name);
    if (found.length === 0) return !inside.some(({ properties }) => properties !== undefined) || isOpen(inside);
    inside = conjunctsOf(found);
  }
  return true;
}

function isOpen(schemas: readonly Schema[]): boolean {
  return schemas.some(
    ({ additionalProperties, patternProperties, unevaluatedProperties }) =>
      patternProperties !== undefined ||
      [additionalProperties, unevaluatedProperties].some((rest) => rest !== undefined && rest.always !== false),
  );
}
