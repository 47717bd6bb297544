import type { GrowingText } from "@dagwire/runtime/react";
import { describe, expect, test } from "vitest";
import { ShownText } from "../../../../runtime/react/shown-text.js";

/** A page as React and `onAppend` write it: the rendered text, and the pieces after it. */
class Page {
  text = "";
  renders = 0;
  #state: GrowingText | undefined;
  readonly #shownText: ShownText;
  #listener: () => void = () => {};

  constructor(first: GrowingText | undefined) {
    this.#state = first;
    this.#shownText = new ShownText(() => this.#state);
    this.render();
    this.#shownText.follow(
      (_path, listener) => {
        this.#listener = listener;
        return () => {};
      },
      "/texts/m/body",
      () => {},
    );
  }

  change(next: GrowingText | undefined): void {
    this.#state = next;
    this.#listener();
  }

  render(): void {
    const text = this.#shownText.getText();
    this.text = text?.text ?? "";
    this.renders += 1;
    this.#shownText.commit(text, (piece) => {
      this.text += piece;
    });
  }

  /** True if React has to render again. */
  get isStale(): boolean {
    const { text } = this;
    const rendered = this.#shownText.getText()?.text ?? "";
    return !text.startsWith(rendered) || text !== (this.#state?.text ?? "");
  }
}

const body = (text: string, start = 0): GrowingText => ({ text, start, end: start + text.length });

describe("a component that appends pieces", () => {
  test("gets only the piece when the text grows, and does not render", () => {
    const page = new Page(body("Let me "));
    page.change(body("Let me see"));
    page.change(body("Let me see."));
    expect([page.text, page.renders, page.isStale]).toEqual(["Let me see.", 1, false]);
  });

  test.each([
    ["a correction", body("Let us")],
    ["another beginning", body("me see", 4)],
    ["no text any more", undefined],
  ])("renders the whole text after %s", (_title, next) => {
    const page = new Page(body("Let me "));
    page.change(next);
    expect(page.isStale).toBe(true);
    page.render();
    expect([page.text, page.renders]).toEqual([next?.text ?? "", 2]);
    page.change(body("new", 9));
    page.render();
    page.change(body("newer", 9));
    expect([page.text, page.renders]).toEqual(["newer", 3]);
  });

  test("loses no piece that comes between a change and React's commit", () => {
    const page = new Page(body("Let me "));
    page.change(body("Let us"));
    page.change(body("Let us see"));
    expect(page.text).toBe("Let me ");
    page.render();
    expect(page.text).toBe("Let us see");
  });
});
