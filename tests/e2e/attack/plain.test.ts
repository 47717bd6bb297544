import { afterEach, expect, test } from "vitest";
import { SessionPeer } from "../../helpers/session-peer.js";
import { Cleanup, NaiveClient, rawUpgrade, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import { approving } from "../../helpers/toy-session.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

test("[AU2] the server closes a client in plain mode with 4202 when its credentials expire", async () => {
  const { streams, port } = await startStreams(cleanup, {
    authenticate: () => ({ principal: undefined, expiresAtMs: Date.now() + 300 }),
    heartbeat: { intervalMs: 100, timeoutMs: 60_000 },
  });
  await streams.open("run-1");
  const client = new NaiveClient(cleanup, streamUrl(port));
  await client.opened;
  expect(await client.closed).toEqual({ code: 4202, reason: "the token has expired" });
});

test("[HS8] a server that speaks sessions only refuses a client in plain mode before it asks the application", async () => {
  let asked = 0;
  const authenticate = (): { readonly principal: undefined } => (asked++, { principal: undefined });
  const { streams, port } = await startStreams(cleanup, { mode: "sessions-only", authenticate });
  await streams.open("run-1");
  const { status, text } = await rawUpgrade(cleanup, port, "/api/dags/run-1/stream");
  expect(status).toBe(400);
  expect(text).toContain("sessions only");
  expect(asked).toBe(0);
});

test("[CM26] floods of plain events delay an honest session by one command of each flooder", async () => {
  const order: string[] = [];
  const commands = {
    ...approving,
    human_decision: async ({ node_id }: { readonly node_id: string }) => {
      order.push(node_id);
      await new Promise((resolve) => setTimeout(resolve, 10));
    },
  };
  const { streams, port } = await startStreams(cleanup, { limits: { commandRate: { perSecond: 1_000, burst: 1_000 } } });
  await streams.open("run-1", { commands });
  const flooders = [1, 2, 3].map(() => new NaiveClient(cleanup, streamUrl(port)));
  const peer = new SessionPeer(cleanup, streamUrl(port));
  await peer.hello();
  await Promise.all(flooders.map(({ opened }) => opened));
  for (const flooder of flooders)
    for (let n = 0; n < 200; n++) flooder.send({ type: "human_decision", node_id: "flood", decision: "approve" });
  await until(() => order.length >= 3);
  const before = order.length;
  expect(await peer.command("run-1", { type: "human_decision", node_id: "honest", decision: "approve" })).toMatchObject({ type: "$ack" });
  // Without turns up to 384 events of the flooders come first. The socket may deliver some of them before the honest command.
  expect(order.indexOf("honest") - before).toBeLessThan(60);
  expect(order.length).toBeLessThan(200);
});
