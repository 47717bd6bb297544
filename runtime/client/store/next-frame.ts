const hiddenDelayMs = 250;
const frameMs = 16;

/**
 * Calls `callback` before the browser draws the next frame, in a hidden page after 250 ms, and outside a browser in a microtask.
 * In a test's document that draws no frames, it calls `callback` after 16 ms.
 */
export function nextFrame(callback: () => void): void {
  if (typeof document === "undefined") queueMicrotask(callback);
  else if (document.hidden) setTimeout(callback, hiddenDelayMs);
  else if (typeof requestAnimationFrame === "undefined") setTimeout(callback, frameMs);
  else requestAnimationFrame(callback);
}
