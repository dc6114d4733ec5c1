/** Doing something for each of many services, in the order that they need. */
import type { Service } from './service.ts';

/** Runs an action for each service as soon as it has ended for those that it waits for; settles when all have ended. */
export async function inOrder(
  services: readonly Service[],
  waitsFor: (service: Service) => readonly string[],
  act: (service: Service) => Promise<void>,
): Promise<void> {
  const byName = new Map(services.map((service) => [service.name, service]));
  const acts = new Map<string, Promise<void>>();
  function run(service: Service): Promise<void> {
    const known = acts.get(service.name);
    if (known) return known;
    const before = waitsFor(service).flatMap((name) => byName.get(name) ?? []);
    const promise = Promise.all(before.map(run)).then(() => act(service));
    acts.set(service.name, promise);
    return promise;
  }
  await Promise.all(services.map(run));
}
