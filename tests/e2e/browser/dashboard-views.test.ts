import { createRequire } from "node:module";
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { hasChromium } from "../../helpers/chromium.js";
import { DashboardBench, button, shows } from "./dashboard-bench.js";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

type AxeWindow = Window & {
  readonly axe: {
    run(): Promise<{
      violations: readonly { id: string; impact: string | null; nodes: readonly { html: string; failureSummary?: string }[] }[];
    }>;
  };
};

/** Returns the findings of axe-core on the page that are serious or critical. */
async function seriousFaults(page: Page): Promise<readonly string[]> {
  const { violations } = await page.evaluate(() => (window as unknown as AxeWindow).axe.run());
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = "" }) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 300)}`),
    );
}

describe.skipIf(!hasChromium())("the dashboard's views", { timeout: 60_000 }, () => {
  const bench = new DashboardBench();
  bench.prepare();

  it("the keys a, r and m move the focus to the buttons of the gate, but not from a field", async () => {
    const page = await bench.open();
    await page.getByTestId("gate").waitFor();
    const focused = (): Promise<string | undefined> =>
      page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["decision"]);
    for (const [key, decision] of [
      ["r", "reject"],
      ["m", "modify"],
      ["a", "approve"],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- key by key
      await page.keyboard.press(key);
      // oxlint-disable-next-line no-await-in-loop
      expect(await focused()).toBe(decision);
    }
    await page.getByLabel("Feedback").focus();
    await page.keyboard.press("r");
    expect(await page.getByLabel("Feedback").inputValue()).toBe("r");
    expect(await focused()).toBeUndefined();
    await page.locator("h1").click();
    await page.keyboard.press("a");
    await page.keyboard.press("Enter");
    await shows(page.getByTestId("run-phase"), "Completed");
  });

  it("the page finds nodes, and shows the critical path", async () => {
    const page = await bench.open();
    const node = (id: string): Locator => page.locator(`[data-node="${id}"]`);
    await page.getByTestId("gate").waitFor();
    await page.getByLabel("Find a node").fill("flaky");
    await shows(page.getByRole("search").getByRole("status"), "1 found");
    await page.keyboard.press("Enter");
    expect(await node("flaky").getAttribute("aria-pressed")).toBe("true");
    expect(await page.locator('.node[data-found="false"]').count()).toBe(4);
    await page.getByLabel("Find a node").fill("");
    await page.getByLabel("Critical path").check();
    await expect.poll(() => page.locator('.node[data-critical="true"]').count()).toBe(3);
    expect(await node("work").getAttribute("data-critical")).toBe("true");
  });

  it("no view has a serious fault of accessibility, light or dark", async () => {
    const page = await (await bench.browser.newContext({ bypassCSP: true })).newPage();
    await page.goto(bench.engine.url);
    await page.getByTestId("gate").waitFor();
    await page.addScriptTag({ path: axe });
    for (const colorScheme of ["light", "dark"] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one page, one look after the other
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const view of ["Graph", "Timeline", "Table", "Events"]) {
        // oxlint-disable-next-line no-await-in-loop
        await button(page, view).click();
        // oxlint-disable-next-line no-await-in-loop
        expect({ view, colorScheme, found: await seriousFaults(page) }).toEqual({ view, colorScheme, found: [] });
      }
    }
    await page.context().close();
  });

  it("the user can go back in the run and return to its present", async () => {
    const page = await bench.open();
    await page.getByTestId("gate").waitFor();
    await button(page, "Pause").click();
    await shows(page.getByTestId("run-phase"), "Paused");
    await button(page, "Resume").click();
    await shows(page.getByTestId("run-phase"), "Running");
    const slider = page.getByLabel("Place in the run, by events");
    await slider.press("ArrowLeft");
    await shows(page.getByTestId("replay"), "run_paused");
    await shows(page.getByTestId("run-phase"), "Paused");
    expect(await page.getByTestId("gate").count()).toBe(0);
    await button(page, "Back to now").click();
    await shows(page.getByTestId("run-phase"), "Running");
    await button(page, "Approve").click();
    await shows(page.getByTestId("run-phase"), "Completed");
  });

  it("the page lists events, filters them, and shows when each node ran", async () => {
    const page = await bench.open();
    await button(page, "Events").click();
    await page.getByTestId("gate").waitFor();
    await button(page, "Pause").click();
    await button(page, "Resume").click();
    await shows(page.getByRole("list", { name: "Events, newest first" }), /run_resumed.*run_paused/s);
    await page.getByLabel("Filter").fill("run_paused");
    await expect.poll(() => page.locator(".event-row").count()).toBe(1);
    await button(page, "Timeline").click();
    await expect.poll(() => page.locator(".span").allTextContents()).toHaveLength(4);
    await button(page, "Approve").click();
    await expect.poll(() => page.locator('.span[data-status="completed"]').count()).toBe(5);
  });
});
