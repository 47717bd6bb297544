import type { CorpusMutant } from "./corpus.js";

type Container = Record<string, unknown>;

/** Returns the value at a JSON Pointer; `undefined` if the value has no such place. */
export function valueAtPointer(value: unknown, pointer: string): unknown {
  return tokensOf(pointer).reduce<unknown>((inner, token) => (isContainer(inner) ? inner[token] : undefined), value);
}

/** Returns a copy of a message with the change of one mutant. */
export function applyMutant(message: unknown, { op, ptr, value }: CorpusMutant): unknown {
  if (ptr === "") return value;
  const copy = structuredClone(message);
  const tokens = tokensOf(ptr);
  const last = tokens.at(-1) ?? "";
  const parent = tokens.slice(0, -1).reduce<unknown>((inner, token) => (isContainer(inner) ? inner[token] : undefined), copy);
  if (Array.isArray(parent)) changeList(parent, last, op, value);
  else if (isContainer(parent)) changeObject(parent, last, op, value);
  return copy;
}

function changeList(list: unknown[], token: string, op: CorpusMutant["op"], value: unknown): void {
  const index = token === "-" ? list.length : Number(token);
  if (op === "delete") list.splice(index, 1);
  else if (op === "add") list.splice(index, 0, value);
  else list[index] = value;
}

function changeObject(object: Container, name: string, op: CorpusMutant["op"], value: unknown): void {
  if (op === "delete") delete object[name];
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

function tokensOf(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}
