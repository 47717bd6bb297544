import type { Fault, Schedule } from "./options.js";
import { Violation } from "./options.js";
import { World } from "./world.js";

const fairRounds = 1_500;
const maxTasks = 20_000;

/** Runs one schedule. Returns a {@link Violation} if an invariant did not hold. */
export function simulate({ seed, steps, faults, variant = { name: "none" } }: Schedule, seen?: Set<string>): Violation | undefined {
  const world = new World(seed, variant);
  try {
    for (const client of world.clients) client.happen({ kind: "start" });
    for (let step = 0; step < steps; step++) takeStep(world, faults);
    settleFairly(world);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Violation) return thrown;
    throw thrown;
  } finally {
    for (const each of world.seen) seen?.add(each);
  }
}

function takeStep(world: World, faults: readonly Fault[]): void {
  const { random } = world;
  const dice = random.next();
  if (dice < 0.62 && world.lanes.run(random)) return;
  if (dice < 0.74) world.publish(random.pick(world.streams));
  else if (dice < 0.82) issue(world);
  else if (dice < 0.9) world.advance(random.below(world.untilWakeMs() + 200));
  else if (dice < 0.93) revive(world);
  else if (faults.length > 0) commit(world, random.pick(faults));
}

function issue(world: World): void {
  const { random } = world;
  const client = random.pick(world.clients);
  client.issue(random.chance(0.3) ? `gate-${random.below(3)}` : undefined);
}

function revive(world: World): void {
  if (world.random.chance(0.5)) world.startEngine();
  else world.startGateway();
}

function commit(world: World, fault: Fault): void {
  const { random, gateway } = world;
  const connections = gateway?.connections ?? [];
  switch (fault) {
    case "cut":
      if (connections.length > 0) gateway?.cut(random.pick(connections));
      return;
    case "halfOpen":
      if (connections.length > 0) blackHole(world, random.pick(connections));
      return;
    case "slowReader":
      if (connections.length > 0) world.lanes.block(`down:${random.pick(connections)}`);
      for (const connection of connections) if (random.chance(0.5)) world.lanes.unblock(`down:${connection}`);
      return;
    case "gatewayCrash":
      if (random.chance(0.5)) gateway?.drain();
      else world.crashGateway();
      return;
    case "engineCrash":
    case "zombie":
      world.crashEngine(fault === "zombie");
      if (random.chance(0.7)) world.startEngine();
      return;
    case "trim":
      trim(world);
      return;
    case "loseLog":
      if (random.chance(0.2)) world.loseLogs();
      return;
    case "clockJump":
      world.wallMs += random.below(4 * 3_600_000) - 2 * 3_600_000;
      return;
    case "reload":
      random.pick(world.clients).reload();
      return;
    case "sleep":
      world.advance(random.below(90_000));
  }
}

function blackHole(world: World, connection: number): void {
  world.lanes.block(`up:${connection}`);
  world.lanes.block(`down:${connection}`);
}

function trim(world: World): void {
  const stream = world.random.pick(world.streams);
  world.engine?.compact(stream);
  // Sometimes the horizon is so near that a command is forgotten while it is handled, before its outcome is appended.
  if (world.random.chance(0.4)) world.log(stream).trim({ outcomesBeforeMs: world.wallMs - world.random.pick([600_000, 0]) });
}

/** Stops all faults. Then every client has to reach the head, and every command has to end. */
function settleFairly(world: World): void {
  world.startEngine();
  world.startGateway();
  for (const connection of world.gateway?.connections ?? []) if (world.random.chance(0.5)) world.lanes.unblock(`down:${connection}`);
  let complaint: string | undefined;
  for (let round = 0; round < fairRounds; round++) {
    comeToRest(world);
    complaint = world.clients.map((client) => client.complaint()).find((each) => each !== undefined);
    if (complaint === undefined) return;
    world.advance(world.untilWakeMs());
  }
  throw new Violation("INV6", `a fair network has not helped: ${complaint}`);
}

function comeToRest(world: World): void {
  for (let task = 0; task < maxTasks; task++) if (!world.lanes.run(world.random)) return;
  throw new Violation("INV6", `${maxTasks} tasks later there is still traffic, though nothing happens`);
}

/** Makes a failing schedule smaller: fewer steps, then fewer kinds of faults. */
export function shrink(schedule: Schedule): Schedule {
  return shrinkFaults(shrinkSteps(schedule));
}

function shrinkSteps(schedule: Schedule): Schedule {
  const fails = (count: number): boolean => count >= 0 && simulate({ ...schedule, steps: count }) !== undefined;
  let { steps } = schedule;
  for (let size = Math.ceil(steps / 2); size >= 1; size = Math.floor(size / 2)) while (fails(steps - size)) steps -= size;
  return { ...schedule, steps };
}

function shrinkFaults(schedule: Schedule): Schedule {
  let { faults } = schedule;
  for (const fault of schedule.faults) {
    const fewer = faults.filter((each) => each !== fault);
    if (simulate({ ...schedule, faults: fewer }) !== undefined) faults = fewer;
  }
  return { ...schedule, faults };
}
