import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DagTypes, ServerEvent } from "@dagwire/dag";
import type { Stream } from "@dagwire/runtime/server";
import { hasChromium, launchChromium } from "../../helpers/chromium.js";
import { PageServer, buildPage } from "./page-server.js";
import type { HookPage } from "./hook-page/page.js";

type HookWindow = Window & { readonly hookPage: HookPage };
type Run = Stream<DagTypes>;

const events = 3_000;
const cells = 200;

describe.skipIf(!hasChromium())("the hook in a browser", { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser?.close());

  async function open(
    mode: "development" | "production",
  ): Promise<{ readonly server: PageServer; readonly page: Page; readonly run: Run }> {
    const server = new PageServer(await buildPage("hook-page/page.ts", mode));
    const run = await server.open("run-1");
    const page = await browser.newPage();
    await page.goto(await server.listen());
    return { server, page, run };
  }

  it("1,000 mounts and unmounts in StrictMode never open a second socket, and leave none open", async () => {
    const { server, page } = await open("development");
    await page.evaluate(async () => (window as unknown as HookWindow).hookPage.cycle(1_000));
    await expect.poll(() => page.evaluate(() => (window as unknown as HookWindow).hookPage.openSockets()), { timeout: 10_000 }).toBe(0);
    expect(await page.evaluate(() => (window as unknown as HookWindow).hookPage.counts.mostSockets)).toBe(1);
    await expect.poll(() => server.streams.stats().connections).toBe(0);
    await page.close();
    await server.close();
  });

  it("follows another run when the id changes, over one socket", async () => {
    const { server, page, run } = await open("development");
    const other = await server.open("run-2");
    run.publish(nodeState("n0", 1));
    other.publish(nodeState("n0", 2));
    for (const [id, value] of [
      ["run-1", 1],
      ["run-2", 2],
      ["run-1", 1],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await page.evaluate((name) => (window as unknown as HookWindow).hookPage.mount(name), id);
      // oxlint-disable-next-line no-await-in-loop
      await expect.poll(async () => (await page.evaluate(() => (window as unknown as HookWindow).hookPage.cells()))[0]).toBe(value);
      // oxlint-disable-next-line no-await-in-loop
      await expect.poll(() => server.streams.stats().connections).toBe(1);
    }
    await page.close();
    await server.close();
  });

  it("a burst of 3,000 events for 200 cells: none is lost, few renders, at most a third of the script time", async () => {
    const hook = await burst("hook");
    const naive = await burst("naive");
    console.log(
      `3,000 events into 200 cells: hook ${hook.renders} renders, ${hook.scriptMs} ms of script; ` +
        `flushSync ${naive.renders} renders, ${naive.scriptMs} ms; ratio ${(hook.scriptMs / naive.scriptMs).toFixed(3)}`,
    );
    const last = Array.from({ length: cells }, (_none, index) => events - cells + index);
    expect(hook.cells).toEqual(last);
    expect(naive.cells).toEqual(last);
    expect(hook.renders).toBeLessThanOrEqual(1_500);
    expect(hook.scriptMs / naive.scriptMs).toBeLessThanOrEqual(0.35);
  });

  async function burst(kind: "hook" | "naive"): Promise<{ cells: readonly number[]; renders: number; scriptMs: number }> {
    const { server, page, run } = await open("production");
    await page.evaluate((which) => (window as unknown as HookWindow).hookPage.mount("run-1", which), kind);
    await expect.poll(() => page.locator("#phase").textContent()).toBe("live");
    const inspector = await page.context().newCDPSession(page);
    await inspector.send("Performance.enable");
    const scriptMs = async (): Promise<number> => {
      const { metrics } = await inspector.send("Performance.getMetrics");
      return Math.round((metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0) * 1_000);
    };
    const [before, renders] = [await scriptMs(), await rendersOf(page)];
    for (let number = 0; number < events; number++) run.publish(nodeState(`n${number % cells}`, number));
    const cellsOf = (): Promise<readonly number[]> => page.evaluate(() => (window as unknown as HookWindow).hookPage.cells());
    await expect.poll(async () => (await cellsOf()).at(-1), { timeout: 60_000, interval: 100 }).toBe(events - 1);
    const result = { cells: await cellsOf(), renders: (await rendersOf(page)) - renders, scriptMs: (await scriptMs()) - before };
    await page.close();
    await server.close();
    return result;
  }
});

function rendersOf(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as HookWindow).hookPage.counts.renders);
}

function nodeState(node_id: string, cpu_ms: number): ServerEvent {
  return { type: "node_state", node_id, status: "running", metrics: { cpu_ms } };
}
