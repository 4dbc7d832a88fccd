import { setTimeout as wait } from 'node:timers/promises';
import { type Deed, type Hall, type History, isCreation, type Plan } from './history.ts';

/** Plays a plan: each client does its steps one after the other, all clients at once, faults come in between. */
export async function playHistory(plan: Plan, hall: Hall, pauseMs = 150): Promise<History> {
  const deeds: Deed[] = [];
  const clients = Map.groupBy(plan.steps, ({ client }) => client);
  const due = plan.faults.map((fault) => ({ fault, begin: Math.floor(fault.at * plan.steps.length) })).sort((a, b) => a.begin - b.begin);
  const faults: Promise<void>[] = [];
  const over = new Map(plan.steps.map(({ id }) => [id, Promise.withResolvers<void>()]));
  let begun = 0;
  let tick = 0;
  await Promise.all(
    [...clients.values()].map(async (steps) => {
      for (const step of steps) {
        // who changes something has heard of it
        if (!isCreation(step)) await over.get(step.of)?.promise;
        begun++;
        for (; due[0] && due[0].begin < begun; due.shift()) faults.push(hall.fault(due[0].fault));
        const began = tick++;
        const outcome = await hall.send(step);
        deeds.push({ step, began, ended: tick++, outcome });
        over.get(step.id)?.resolve();
        // whoever got no answer looks again a little later, as people do
        if (outcome.kind === 'unknown') await wait(pauseMs);
      }
    }),
  );
  await Promise.all(faults);
  return { deeds, standing: await hall.settle() };
}
