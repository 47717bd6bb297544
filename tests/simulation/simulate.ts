import type { Fault, Schedule } from "./options.js";
import { Violation, troubles } from "./options.js";
import { World } from "./world.js";

const fairRounds = 1_500;
const maxTasks = 20_000;

/** Runs one schedule. Returns a {@link Violation} if an invariant does not hold. */
export function simulate({ seed, steps, faults, variant = { name: "none" } }: Schedule, seen?: Set<string>): Violation | undefined {
  const world = new World(seed, variant);
  try {
    for (const client of world.clients) client.step({ kind: "start" });
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
  const choice = random.next();
  if (choice < 0.62 && world.lanes.run(random)) return;
  if (choice < 0.74) world.publish(random.pick(world.streams));
  else if (choice < 0.82) issue(world);
  else if (choice < 0.9) world.advance(random.below(world.untilWakeMs() + 200));
  else if (choice < 0.93) restart(world);
  else if (faults.length > 0) injectFault(world, random.pick(faults));
}

function issue(world: World): void {
  const { random } = world;
  const client = random.pick(world.clients);
  client.issue(random.chance(0.3) ? `gate-${random.below(3)}` : undefined);
}

function restart(world: World): void {
  if (world.random.chance(0.5)) world.startEngine();
  else world.startDelivery();
}

function injectFault(world: World, fault: Fault): void {
  const { random, delivery } = world;
  const connections = delivery?.connections ?? [];
  switch (fault) {
    case "cut":
      if (connections.length > 0) delivery?.cut(random.pick(connections));
      return;
    case "halfOpen":
      if (connections.length > 0) halfOpen(world, random.pick(connections));
      return;
    case "slowReader":
      if (connections.length > 0) world.lanes.block(`down:${random.pick(connections)}`);
      for (const connection of connections) if (random.chance(0.5)) world.lanes.unblock(`down:${connection}`);
      return;
    case "deliveryCrash":
      if (random.chance(0.5)) delivery?.drain();
      else world.crashDelivery();
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
    case "logTrouble":
      world.trouble = random.chance(0.3) ? undefined : random.pick(troubles);
      return;
    case "sleep":
      world.advance(random.below(90_000));
  }
}

function halfOpen(world: World, connection: number): void {
  world.lanes.block(`up:${connection}`);
  world.lanes.block(`down:${connection}`);
}

function trim(world: World): void {
  const stream = world.random.pick(world.streams);
  world.engine?.compact(stream);
  if (world.random.chance(0.4)) world.log(stream).trim({ outcomesBeforeMs: world.wallMs - world.random.pick([600_000, 0]) });
}

/** Continues without faults until all clients are live at the head and all commands have finished. */
function settleFairly(world: World): void {
  world.trouble = undefined;
  world.startEngine();
  world.startDelivery();
  for (const connection of world.delivery?.connections ?? []) if (world.random.chance(0.5)) world.lanes.unblock(`down:${connection}`);
  let problem: string | undefined;
  const sinceMs = world.nowMs;
  for (let round = 0; round < fairRounds; round++) {
    runAllTasks(world);
    for (const client of world.clients) client.checkHealing(sinceMs);
    problem = world.clients.map((client) => client.problem()).find((each) => each !== undefined);
    if (problem === undefined) return;
    world.advance(world.untilWakeMs());
  }
  throw new Violation("INV6", `not settled after ${fairRounds} rounds without faults: ${problem}`);
}

function runAllTasks(world: World): void {
  for (let task = 0; task < maxTasks; task++) if (!world.lanes.run(world.random)) return;
  throw new Violation("INV6", `tasks do not end: ${maxTasks} ran without any new input`);
}

/** Makes a failing schedule smaller: fewer steps, then fewer faults. */
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
