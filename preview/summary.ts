/** The plan for people: components in their order, what each is made of, and what is protected. */
import type { Recorded } from './monitor.ts';
import type { Plan } from './plan.ts';

const STACK = 'pulumi:pulumi:Stack';
const isProvider = ({ type }: Recorded) => type.startsWith('pulumi:providers:');

/** A tree of components with counts by type. */
export function summary({ stack, resources, artifacts }: Plan): string {
  const made = resources.filter((resource) => resource.custom && !isProvider(resource));
  const components = resources.filter(({ custom, type }) => !custom && type !== STACK);
  const providers = resources.filter(isProvider);
  const kept = made.filter(({ protect }) => protect).length;
  const root = resources.find(({ type }) => type === STACK)?.urn;
  return [
    `Stack ${stack}: ${counted(made.length, 'resource')} in ${counted(components.length, 'component')}, ${kept || 'none'} of them protected; ${counted(providers.length, 'provider')}; ${counted(artifacts.length, 'artifact')}.`,
    '',
    ...childrenOf(root, resources).flatMap((child) => branch(child, resources, 0)),
    ...typeLines(
      made.filter(({ parent }) => parent === root),
      0,
    ),
  ].join('\n');
}

/** The component's line, its resources by type, and its components below. */
function branch(component: Recorded, resources: readonly Recorded[], depth: number): string[] {
  const own = resources.filter(({ custom, parent }) => custom && parent === component.urn);
  return [
    `${'  '.repeat(depth)}${component.name} (${component.type}): ${counted(sizeOf(component, resources), 'resource')}`,
    ...typeLines(own, depth + 1),
    ...childrenOf(component.urn, resources).flatMap((child) => branch(child, resources, depth + 1)),
  ];
}

function childrenOf(urn: string | undefined, resources: readonly Recorded[]): Recorded[] {
  return resources.filter(({ custom, parent, type }) => !custom && type !== STACK && parent === urn);
}

function sizeOf(component: Recorded, resources: readonly Recorded[]): number {
  return resources
    .filter(({ parent }) => parent === component.urn)
    .reduce((size, child) => size + (child.custom ? 1 : sizeOf(child, resources)), 0);
}

function typeLines(resources: readonly Recorded[], depth: number): string[] {
  return [...Map.groupBy(resources, ({ type }) => type)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, items]) => {
      const kept = items.filter(({ protect }) => protect).length;
      const mark = kept === 0 ? '' : kept === items.length ? ', protected' : `, ${kept} protected`;
      return `${'  '.repeat(depth)}${String(items.length).padStart(3)} ${shortType(type)}${mark}`;
    });
}

/** `aws:kms/key:Key` is `aws:kms:Key` to people. */
function shortType(type: string): string {
  const match = /^([^:]+):([^/:]+)\/([^:]+):(.+)$/.exec(type);
  return match && match[3]?.toLowerCase() === match[4]?.toLowerCase() ? `${match[1]}:${match[2]}:${match[4]}` : type;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
