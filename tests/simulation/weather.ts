import { type Dice, diceOf } from './dice.ts';
import { gapMs } from './plan.ts';
import type { World } from './world.ts';

/** Everything that goes wrong by itself: outages, clocks, disks, and the plug in the wall. */
export type Weather = { readonly stop: () => void };

/** About how long a customer takes; only for how often things happen. */
const customerMs = 40_000;

export function startWeather(world: World): Weather {
  const { plan, timeline } = world;
  const dice = diceOf(`${plan.seed} weather`);
  const spanMs = plan.sales * customerMs;
  let isOver = false;
  const often = (times: number, happen: () => void): void => {
    if (times === 0) return;
    timeline.after(gapMs(dice, spanMs, times), () => {
      if (isOver) return;
      happen();
      often(times, happen);
    });
  };
  const plug = createPlug(world, dice);
  often(plan.powerCuts, plug.pull);
  often(plan.outages, () => {
    world.tally.add('outage');
    world.scheme.kill(dice.pick([3_000, 20_000, 60_000, 300_000, 900_000]), 'outage');
  });
  often(plan.clockJumps, () => setClock(world, dice));
  often(plan.fullDisks, () => fillDisk(world, dice));
  return {
    stop: () => {
      isOver = true;
      plug.leave();
      world.host.setDiskFull(false);
    },
  };
}

const hourMs = 3_600_000;

/** Somebody sets the clock, or the network does; in between it runs a little fast or slow. */
function setClock({ host, steps, tally }: World, dice: Dice): void {
  const byMs = dice.pick([24 * hourMs, -24 * hourMs, hourMs, -hourMs, 400_000, -400_000, 2_000, -2_000]);
  host.wall.jump(byMs);
  host.wall.drift(dice.between(-200, 200));
  tally.add('clock jump');
  steps.say(`the till's clock was set by ${byMs} ms`);
}

function fillDisk({ host, timeline, steps, tally }: World, dice: Dice): void {
  tally.add('full disk');
  steps.say('the disk is full');
  host.setDiskFull(true);
  timeline.after(dice.between(1_000, 40_000), () => host.setDiskFull(false));
}

/** The plug is pulled at once, while a request is under way, or around a commit. */
function createPlug({ host, wire, scheme }: World, dice: Dice): { pull: () => void; leave: () => void } {
  let armed: { readonly moment: 'heard' | 'answered'; left: number } | null = null;
  wire.onMoment((moment) => {
    if (moment === 'heard') scheme.countRequest();
    if (armed?.moment !== moment) return;
    armed.left -= 1;
    if (armed.left > 0) return;
    armed = null;
    host.cut(moment === 'heard' ? 'as a request was heard' : 'as an answer left');
  });
  return {
    pull: () => {
      const way = dice.weighted({ now: 2, heard: 3, answered: 3, before: 2, after: 3 });
      const count = dice.between(1, 4);
      if (way === 'now') host.cut('at a quiet moment');
      else if (way === 'heard' || way === 'answered') armed = { moment: way, left: count };
      else host.cutAtCommit(count, way);
    },
    leave: () => {
      armed = null;
      host.cutAtCommit(Number.POSITIVE_INFINITY, 'before');
    },
  };
}
