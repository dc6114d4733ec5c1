/** The one-way rule: each layer may import those on its left, and nothing points the other way. */
const LAYERS = [
  'telemetry/contract',
  'telemetry/query',
  'alerts',
  'dashboards',
  'servers',
  'infra',
  'index.ts',
  '(?:preview|local|orphans|pictures|mixin)',
  '(?:test|bench|docs)',
];

/** Packages of their own, that others import as packages: they see of ours only what is named here. */
const PACKAGES = [
  { name: 'runtime', path: '^telemetry/runtime', mayImport: ['^telemetry/(contract|runtime)'] },
  { name: 'workers', path: '^workers', mayImport: ['^workers', '^telemetry/dist'] },
  // Policies judge what any program declares: they know of ours only what an alert is.
  { name: 'policies', path: '^policies', mayImport: ['^policies', '^alerts/alert.ts', '^telemetry/contract'] },
  { name: 'clinic', path: '^local/clinic', mayImport: ['^local/clinic', '^telemetry/dist'] },
];

const ours = '^(telemetry|alerts|dashboards|servers|infra|policies|preview|orphans|pictures|mixin|workers|local|test|bench|docs)/';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...LAYERS.slice(0, -1).map((layer, i) => ({
      name: `${layer}-imports-only-what-is-below`,
      comment: `${layer} may import nothing that is built on it.`,
      severity: 'error',
      from: { path: `^${layer}(?:/|$)` },
      to: { path: `^(?:${LAYERS.slice(i + 1).join('|')})(?:/|$)` },
    })),
    ...PACKAGES.map(({ name, path, mayImport }) => ({
      name: `${name}-stands-alone`,
      comment: `${name} is a package: it may import of ours only ${mayImport.join(', ')}.`,
      severity: 'error',
      from: { path },
      to: { path: ours, pathNot: mayImport },
    })),
    {
      name: 'pulumi-only-in-infra',
      comment: 'Pure folders stay pure: only what declares, judges or shows resources knows Pulumi.',
      severity: 'error',
      from: { pathNot: '^(index.ts$|(infra|policies|preview|bench|test)/)' },
      to: { path: 'node_modules/@pulumi' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '(^|/)(node_modules|\\.next|\\.data|generated)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
