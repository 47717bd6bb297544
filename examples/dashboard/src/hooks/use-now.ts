import { useSyncExternalStore } from "react";
import { Ticker } from "./ticker.js";

const ticker = new Ticker();
const never = (): (() => void) => () => undefined;

/** Milliseconds since the epoch, renewed five times a second while `isRunning`. */
export function useNow(isRunning: boolean): number {
  return useSyncExternalStore(isRunning ? ticker.subscribe : never, ticker.getNow);
}
