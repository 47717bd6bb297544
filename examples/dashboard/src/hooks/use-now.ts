import { useSyncExternalStore } from "react";
import { Ticker } from "./ticker.js";

const ticker = new Ticker();
const never = (): (() => void) => () => undefined;

/** Returns the time in milliseconds since 1970. While `isRunning` is true, the component renders five times a second. */
export function useNow(isRunning: boolean): number {
  return useSyncExternalStore(isRunning ? ticker.subscribe : never, ticker.getNow);
}
