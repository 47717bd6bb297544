import { useSyncExternalStore } from "react";
import { Ticker } from "./ticker.js";

const ticker = new Ticker();
const never = (): (() => void) => () => undefined;

/** Returns milliseconds since 1970, updated five times a second while `isRunning`. */
export function useNow(isRunning: boolean): number {
  return useSyncExternalStore(isRunning ? ticker.subscribe : never, ticker.getNow);
}
