/**
 * The texts of a notification, in the templates of Go that Alertmanager and Grafana share. They use what both have: Grafana's
 * functions are Alertmanager's and more, and so are the fields of its alerts. All are bounded, for a fault may be everybody's.
 */

/** How many lines a list has; of the rest it gives the number. */
const LISTED = 10;
/** Characters of a summary in a title: with status, environment and symptom in front it fits a lock screen. */
const TITLE_LENGTH = 110;
/** Characters in a line. Ten lines stay under the 8,000 that Slack shows of an attachment. */
const SUMMARY_LENGTH = 200;
const DESCRIPTION_LENGTH = 400;

/** An expression of the template language, such as `.Status`. */
type Expression = string;

/** How a channel takes texts and links. */
interface Style {
  /** Prints a text so that it is read as text. */
  readonly text: (value: Expression) => string;
  readonly link: (url: Expression, name: string) => string;
}

const print = (value: Expression) => `{{ ${value} }}`;
const escaped = (value: Expression) => `${value} | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;"`;

const PLAIN: Style = { text: print, link: (url, name) => `${name}: ${print(url)}` };

/** Slack takes `&`, `<` and `>` for control characters: as it stands, `<!channel>` in a name would call everybody. */
const SLACK: Style = { text: (value) => print(escaped(value)), link: (url, name) => `<${print(escaped(url))}|${name}>` };

/** Sets a variable to a text that is cut where it is too long. `len` counts bytes: a text of accents is cut a little early. */
function cut(variable: string, text: Expression, length: number): string {
  return `{{ ${variable} := ${text} }}{{ if gt (len ${variable}) ${length} }}{{ ${variable} = printf "%.${length - 1}s…" ${variable} }}{{ end }}`;
}

/** A label's value between blanks, harmless as the regular expression by which `match` looks for it in a text of such values. */
const keyOf = (label: string) => `printf " %s " (reReplaceAll "[^A-Za-z0-9_-]" "." .Labels.${label})`;

/** A summary is never empty: PagerDuty refuses an event without one. */
const SUMMARY_OF = 'or .Annotations.summary .Labels.alertname "An alert without a name"';

/** What the notification is about: what fires, or what did where nothing does any more. */
const SUBJECT = '{{ $alerts := .Alerts.Firing }}{{ if not $alerts }}{{ $alerts = .Alerts.Resolved }}{{ end }}';

/** Templates have no arithmetic: `$tenants` is a text with one point for each tenant, and its length the number. */
const COUNT_TENANTS = [
  '{{ $seen := "" }}{{ $tenants := "" }}{{ range $alerts }}{{ if .Labels.tenant }}',
  `{{ $key := ${keyOf('tenant')} }}{{ if not (match $key $seen) }}`,
  '{{ $seen = printf "%s%s" $seen $key }}{{ $tenants = printf "%s." $tenants }}{{ end }}{{ end }}{{ end }}',
].join('');

/** The first alert's summary, and how many tenants share its fault, or how many alerts there are. */
function title({ text }: Style): string {
  return [
    `${SUBJECT}${COUNT_TENANTS}{{ with index $alerts 0 }}${cut('$summary', SUMMARY_OF, TITLE_LENGTH)}`,
    '{{ if gt (len $tenants) 1 }}{{ len $tenants }} tenants, such as {{ end }}',
    text('$summary'),
    '{{ if and (le (len $tenants) 1) (gt (len $alerts) 1) }} ({{ len $alerts }} alerts){{ end }}{{ end }}',
  ].join('');
}

/** The alerts' names, each once. */
function names({ text }: Style): string {
  return [
    '{{ $seen := "" }}{{ $names := "" }}{{ range .Alerts }}',
    `{{ $key := ${keyOf('alertname')} }}{{ if and .Labels.alertname (not (match $key $seen)) }}`,
    '{{ $seen = printf "%s%s" $seen $key }}{{ $names = printf "%s, %s" $names .Labels.alertname }}{{ end }}{{ end }}',
    text('reReplaceAll "^, " "" $names'),
  ].join('');
}

/**
 * A line for each alert, or past ten alerts one for each tenant; ten lines at most, then how many more there are. The first of each
 * alert's name also says what it means, and where the runbook is.
 */
function list(alerts: Expression, style: Style): string {
  return [
    `{{ $alerts := ${alerts} }}{{ $few := le (len $alerts) ${LISTED} }}`,
    '{{ $seen := "" }}{{ $listed := "" }}{{ $more := "" }}{{ $explained := "" }}',
    `{{ range $alerts }}{{ $key := ${keyOf('tenant')} }}{{ if or $few (not .Labels.tenant) (not (match $key $seen)) }}`,
    `{{ $seen = printf "%s%s" $seen $key }}{{ if ge (len $listed) ${LISTED} }}{{ $more = printf "%s." $more }}{{ else }}`,
    `{{ $listed = printf "%s." $listed }}${line(style)}`,
    '{{ end }}{{ end }}{{ end }}{{ if $more }}and {{ len $more }} more\n{{ end }}',
  ].join('');
}

function line({ text, link }: Style): string {
  const linked = (annotation: string, name: string) => `{{ with .Annotations.${annotation} }} ${link('.', name)}{{ end }}`;
  return [
    `${cut('$summary', SUMMARY_OF, SUMMARY_LENGTH)}• ${text('$summary')}.`,
    `{{ $name := ${keyOf('alertname')} }}{{ if not (match $name $explained) }}{{ $explained = printf "%s%s" $explained $name }}`,
    `{{ if .Annotations.description }}${cut('$description', '.Annotations.description', DESCRIPTION_LENGTH)} ${text('$description')}{{ end }}`,
    `${linked('runbook_url', 'Runbook')}{{ end }}${linked('dashboard_url', 'Dashboard')}\n`,
  ].join('');
}

/** What people call the fault; of alerts that do not say, their name. */
const SYMPTOM_OF = 'or .CommonLabels.symptom .CommonLabels.alertname "several alerts"';
export const SYMPTOM = print(SYMPTOM_OF);

/** A title without markup. The end of a fault says that it is one. */
export const TITLE = `{{ if eq .Status "resolved" }}Resolved: {{ end }}${title(PLAIN)}`;

/** The title of a chat message: whether it begins or ends, where, what people call it, and whom it is about. */
export const CHAT_TITLE = `[{{ .Status | toUpper }}] {{ with .CommonLabels.env }}{{ . }} {{ end }}${SLACK.text(SYMPTOM_OF)}: ${title(SLACK)}`;

/** The body of a chat message: what fires, and what of it has ended since the last one. */
export const CHAT_TEXT = [
  `${names(SLACK)} ({{ or .CommonLabels.severity "no severity" }}, {{ or .CommonLabels.team "no team" }})\n`,
  list('.Alerts.Firing', SLACK),
  `{{ if .Alerts.Resolved }}Resolved:\n${list('.Alerts.Resolved', SLACK)}{{ end }}`,
].join('');

/**
 * Alertmanager reads what it has filled in as YAML, and takes a text for a mapping where it can: "a: 3% fail" alone would become one.
 * After a line without a colon it cannot.
 */
const counted = (alerts: Expression) => `{{ if ${alerts} }}{{ len ${alerts} }} in all\n${list(alerts, PLAIN)}{{ end }}`;

/** Particulars of a page. `firing` and `resolved` take the place of the routers' own, which list every alert with all that it has. */
export const DETAILS = {
  alerts: names(PLAIN),
  tenants: `${SUBJECT}${COUNT_TENANTS}{{ len $tenants }}`,
  firing: counted('.Alerts.Firing'),
  resolved: counted('.Alerts.Resolved'),
} as const;

/** A link of the first alert, which a page shows beside its text. */
const linkOf = (annotation: string) => `${SUBJECT}{{ (index $alerts 0).Annotations.${annotation} }}`;
export const RUNBOOK_URL = linkOf('runbook_url');
export const DASHBOARD_URL = linkOf('dashboard_url');
