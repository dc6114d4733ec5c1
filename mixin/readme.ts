/** What goes with the files: how to bring them into servers that somebody else set up. */
import { images, OPENSEARCH_PLUGIN } from '../infra/versions.ts';
import type { Counts, MixinArgs } from './args.ts';

export interface ReadmeArgs extends MixinArgs {
  readonly counts: Counts;
  readonly dashboards: readonly { readonly uid: string; readonly title: string }[];
}

export function readme({ evaluator, runbooks, grafana, prometheusUid, counts, dashboards }: ReadmeArgs): string {
  const alerts = evaluator === 'grafana' ? 'grafana/alerts.yaml' : 'prometheus/alerts.yaml';
  return `# Rules and dashboards of Vigía

${counts.recordingRules} recording rules, ${counts.alerts} alerts and ${counts.dashboards} dashboards, for a Prometheus and a Grafana of your own. They are generated: change them
where they come from, and write them anew.

| file | what |
| --- | --- |
| \`prometheus/recording.yaml\` | series that alerts and dashboards read |
| \`${alerts}\` | alerts, evaluated by ${evaluator === 'grafana' ? 'Grafana' : 'Prometheus'} |
${dashboards.map(({ uid, title }) => `| \`dashboards/${uid}.json\` | ${title} |`).join('\n')}
| \`mixin.json\` | the list of these files, by which the next run knows them |

## What they expect

- Prometheus ${tag(images.prometheus)} or later: its rules count with \`anchored\` ranges, which older ones refuse. Metrics as \`@vigia/telemetry\` emits them, by OTLP with
  \`translation_strategy: UnderscoreEscapingWithSuffixes\`, each with the label \`env\`.
- Grafana ${tag(images.grafana)} or later of that major version.
- For traces a Tempo; for log lines and audit records OpenSearch through the plugin \`${OPENSEARCH_PLUGIN.id}\`, as two data sources whose names contain \`logs\` and
  \`audit\`, with \`timestamp\` as time field. Without them their panels and links are empty, and the others work.

## Rules

Copy ${evaluator === 'grafana' ? '`prometheus/recording.yaml`' : 'both files of `prometheus/`'} beside your configuration and name ${evaluator === 'grafana' ? 'it' : 'them'}:

\`\`\`yaml
rule_files:
  - rules/recording.yaml
${evaluator === 'grafana' ? '' : '  - rules/alerts.yaml\n'}\`\`\`

\`promtool check rules\` says whether your version takes them. Groups stay as they are: what is recorded at one beat is read at the same.
${
  evaluator === 'grafana'
    ? `
Copy \`grafana/alerts.yaml\` into the folder \`alerting\` of Grafana's provisioning. Its rules query the data source with the uid \`${prometheusUid}\`.
`
    : ''
}
Alerts carry the labels \`severity\` (critical, warning, info), \`team\` (platform, billing, security) and \`symptom\`, by which you route them. ${linkText('runbook', '--runbooks', runbooks)}
${linkText('dashboard', '--grafana', grafana)} The alert \`Watchdog\` always fires: send it to whatever notices when it stops.

## Dashboards

Each is one JSON model: import it under *Dashboards, New, Import*, post it to the API (\`POST /api/dashboards/db\`, as \`{"dashboard": …, "overwrite": true}\`), or put the
folder among the provisioned ones. Data sources are variables of the dashboard: Grafana takes the first of each kind, and whoever looks may choose another. Their links among
each other go by uid (\`vigia-…\`): keep it.
`;
}

function linkText(what: string, option: string, url: string | undefined): string {
  return url === undefined
    ? `They have no link to a ${what}: \`${option}\` gives them one.`
    : `Their links to a ${what} begin with ${url}.`;
}

function tag(image: string): string {
  return image.slice(image.lastIndexOf(':') + 1).replace(/^v/, '');
}
