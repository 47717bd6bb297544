import { type RefObject, useEffect } from "react";

const decisions: Readonly<Record<string, string>> = { a: "approve", r: "reject", m: "modify" };

/**
 * Lets the keys a, r and m move the focus to a gate's buttons, unless the focus is in a field. The key Enter then presses the
 * button. No single key decides, because a user could press it by accident.
 */
export function useGateKeys(form: RefObject<HTMLElement | null>, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const page = new AbortController();
    const listen = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): void => {
      if (ctrlKey || metaKey || altKey || isField(target)) return;
      form.current?.querySelector<HTMLElement>(`[data-decision="${decisions[key] ?? ""}"]`)?.focus();
    };
    document.addEventListener("keydown", listen, { signal: page.signal });
    return () => page.abort();
  }, [form, isOn]);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
