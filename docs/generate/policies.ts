/** The reference page of the policies: what must be true, what to do where it is not, and which clause asks for it. */
import { policies } from '../../policies/catalogue.ts';
import { type Clause, clauses, LAWS, type Law } from '../../policies/clauses.ts';
import { exemptions } from '../../policies/exemptions.ts';
import { code, GENERATED, table } from './markdown.ts';

export function policyReference(): string {
  return `${[
    `# Policies\n\n${GENERATED}`,
    'They are a CrossGuard pack: `npm run preview` checks them without credentials, `pulumi preview --policy-pack policies` in front of the real stack.',
    'A mandatory one stops the deployment. To meet a clause takes more than configuration: a policy helps, it certifies nothing.',
    table(['policy', 'level', 'severity', 'what must be true', 'what to do about it'], policies.map(row)),
    '## Clauses\n\nWhich clause each policy serves. Articles of the LFPDPPP are those of the law of 2025; the Reglamento was issued for the law before it.',
    table(['policy', ...LAW_NAMES], policies.map(clauseRow)),
    ...LAW_NAMES.map(lawSection),
    `## Exemptions\n\nWhat is let off a policy, by name. A test fails for one that nothing needs any more.`,
    table(
      ['policy', 'resource', 'why'],
      exemptions.map(({ policy, resource, reason }) => [code(policy), code(resource), reason]),
    ),
    MOVES,
    ENGINE,
  ].join('\n\n')}\n`;
}

const LAW_NAMES = Object.keys(LAWS) as readonly Law[];

function row({ name, enforcementLevel, severity, description, remediationSteps }: (typeof policies)[number]): string[] {
  return [code(name), enforcementLevel ?? '', severity ?? '', description, remediationSteps];
}

function clauseRow({ name, serves }: (typeof policies)[number]): string[] {
  return [
    code(name),
    ...LAW_NAMES.map((law) =>
      serves
        .filter((clause) => lawOf(clause) === law)
        .map(reference)
        .join(', '),
    ),
  ];
}

function lawSection(law: Law): string {
  const ours = (Object.keys(clauses) as Clause[]).filter((clause) => lawOf(clause) === law);
  const served = (clause: Clause) =>
    policies.filter(({ serves }) => (serves as readonly Clause[]).includes(clause)).map(({ name }) => code(name));
  return [
    `### ${LAWS[law]}`,
    table(
      ['clause', 'asks for', 'served by'],
      ours.map((clause) => [reference(clause), clauses[clause], served(clause).join(', ')]),
    ),
  ].join('\n\n');
}

function lawOf(clause: Clause): string {
  return clause.split(' ', 1)[0] ?? '';
}

function reference(clause: Clause): string {
  return clause.slice(lawOf(clause).length + 1);
}

const MOVES = `## Changes that move the OpenSearch domain

A policy sees what is wanted, never what is deployed. To be warned of a change that moves the domain to new nodes, tell the pack:

\`\`\`sh
pulumi stack export | node policies/deployed.ts > deployed.json
pulumi preview --policy-pack policies --policy-pack-config deployed.json
\`\`\``;

const ENGINE = `## What differs between the two ways to run them

- A value that a preview cannot know counts as set; \`pulumi up\` looks at it again, before the resource is made.
- The engine unwraps secrets before a policy sees them. There \`no-secret-in-clear\` knows a leak by its place and form; a field called
  like a secret that is no Pulumi secret is found by \`npm run preview\`, which sees the difference.
- The pack needs Node 22.18 or later, as the program does.`;
