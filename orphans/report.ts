/** The findings, for people and for programs. */
import { countOf, type Findings } from './compare.ts';
import type { LiveRule, Place, Rule } from './rule.ts';

export interface ReportArgs {
  readonly stack: string;
  /** Servers that were asked. */
  readonly places: readonly Place[];
  /** How many rules are live on them, and how many are declared for them. */
  readonly live: number;
  readonly declared: number;
  readonly findings: Findings;
}

const SERVERS: Readonly<Record<Place, string>> = { prometheus: 'Prometheus', grafana: 'Grafana' };

export function reportText({ stack, places, live, declared, findings }: ReportArgs): string {
  const { orphans, misplaced, missing, changed } = findings;
  const firing = orphans.filter((rule) => rule.firing).length;
  const sections = [
    section(
      `Orphans, which nobody declared: ${orphans.length}, of which ${firing} fire right now`,
      orphans.map((rule) => liveLine(rule)),
    ),
    section(
      `In the wrong place, so that two servers may page for one fault: ${misplaced.length}`,
      misplaced.map((rule) => liveLine(rule, `, declared for ${SERVERS[other(rule.place)]}`)),
    ),
    section(`Missing, declared and not live: ${missing.length}`, missing.map(line)),
    section(
      `Changed, not as declared: ${changed.length}`,
      changed.map(({ live: found, differences }) =>
        [
          liveLine(found),
          ...differences.flatMap((difference) => [
            `    ${difference.what}`,
            `      declared: ${difference.declared ?? 'none'}`,
            `      live:     ${difference.live ?? 'none'}`,
          ]),
        ].join('\n'),
      ),
    ),
  ];
  const head = `Stack ${stack}: ${live} rules are live in ${places.map((place) => SERVERS[place]).join(' and ')}, ${declared} are declared.`;
  const found = countOf(findings) === 0 ? ['What is live is what is declared.'] : sections.filter((text) => text !== '');
  const unasked = places.includes('grafana') ? [] : ['Grafana was not asked: --grafana gives its address.'];
  return `${[head, ...found, ...unasked].join('\n\n')}\n`;
}

/** One JSON object, with the same findings and each rule in full. */
export function reportJson({ stack, places, live, declared, findings }: ReportArgs): string {
  return `${JSON.stringify({ stack, places, live, declared, ...findings }, undefined, 2)}\n`;
}

const other = (place: Place): Place => (place === 'prometheus' ? 'grafana' : 'prometheus');

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((text) => `  ${text}`)].join('\n');
}

function line({ place, kind, name, group }: Rule): string {
  return `${kind} ${name}, group ${group} of ${SERVERS[place]}`;
}

function liveLine(rule: LiveRule, note = ''): string {
  const holder = rule.place === 'prometheus' ? `file ${rule.holder}` : `folder ${rule.holder}`;
  return `${line(rule)}, ${holder}${note}${rule.firing ? ': FIRES' : ''}`;
}
