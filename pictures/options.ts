/** What `npm run dashboards` was asked for. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { INTERVAL, INTERVALS } from '../dashboards/variables.ts';
import { defaultDataDir, ENVIRONMENT } from '../local/site.ts';
import { type Duration, type DurationLiteral, duration, format } from '../telemetry/contract/index.ts';
import { PAGE_PORT } from './page/port.ts';

/** Standard output and standard error. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export interface Options {
  readonly out?: string;
  readonly port: number;
  readonly tenant?: readonly string[];
  readonly interval: Duration;
  /** Without it each dashboard has its own. */
  readonly range?: Duration;
  readonly theme: 'light' | 'dark' | 'both';
  readonly width: readonly number[];
  readonly png?: true;
  readonly json?: true;
  readonly data: string;
  readonly prometheus?: string;
  readonly opensearch?: string;
  readonly speed?: number;
  readonly env: string;
}

export const WIDTHS = { least: 640, most: 3_840, usual: 1_440 } as const;
const USUAL_WIDTHS: readonly number[] = [WIDTHS.usual];

/** Names of environments, as indices and labels have them. */
export const ENV_NAME = /^[a-z][a-z0-9]{0,31}$/;

/** @throws CommanderError for the help, and for arguments that are wrong, each after it has said so */
export function optionsFrom(argv: readonly string[], { out, err }: Terminal): Options {
  return new Command('npm run dashboards --')
    .description(
      `Shows the five dashboards with the data of a running platform, without Grafana: as a page on 127.0.0.1, or with --out as pictures in a folder.

Exit code: 0 done, or the page was ended by Ctrl-C; 1 failed, or a panel could not be filled; 2 wrong arguments; 130 interrupted while drawing.`,
    )
    .option('--out <dir>', 'draw all dashboards into a folder, and exit')
    .option('--port <n>', 'port of the page', whole('a port', 0, 65_535), PAGE_PORT)
    .option('--tenant <id...>', 'these clinics (default: all)')
    .addOption(
      lengthOption('--interval <length>', `how long counts are taken over: ${listed(INTERVALS)}`, INTERVALS).default(
        INTERVAL,
        '15m',
      ),
    )
    .addOption(
      lengthOption('--range <length>', "the time up to now, on the platform's clock, such as 6h (default: each dashboard's own)"),
    )
    .addOption(new Option('--theme <which>', 'on white or on black').choices(['light', 'dark', 'both']).default('light'))
    .option('--width <pixels...>', 'widths of the pictures', widths, USUAL_WIDTHS)
    .option('--png', 'write PNG files beside the SVG files')
    .option('--json', 'with --out: print what was drawn as JSON, and everything else on standard error')
    .option('--data <dir>', 'data folder of the platform that runs', defaultDataDir())
    .option('--prometheus <url>', 'another Prometheus than the one of the platform that runs')
    .option('--opensearch <url>', 'with --prometheus: where its log lines and audit records are; without it there are none')
    .option('--speed <n>', 'with --prometheus: how fast its clock runs (default: 1)', positive)
    .option('--env <name>', 'the environment', environment, ENVIRONMENT.name)
    .allowExcessArguments(false)
    .configureOutput({ writeOut: out, writeErr: err })
    .exitOverride()
    .parse(argv, { from: 'user' })
    .opts<Options>();
}

function lengthOption(flags: string, description: string, among?: readonly Duration[]): Option {
  return new Option(flags, description).argParser((text) => {
    const length = lengthFrom(text);
    if (!length) throw new InvalidArgumentError('Give a whole number and one of m, h, d, w, such as 6h.');
    if (among && !among.some(({ ms }) => ms === length.ms)) throw new InvalidArgumentError(`Give one of ${listed(among)}.`);
    return length;
  });
}

const listed = (lengths: readonly Duration[]) => lengths.map(format).join(', ');

/** Reads a length that somebody wrote; nothing where it is none, or longer than anything is kept. */
export function lengthFrom(text: string): Duration | undefined {
  if (!/^[1-9]\d{0,3}[smhdw]$/.test(text)) return undefined;
  const length = duration(text as DurationLiteral);
  return length.ms > duration('400d').ms ? undefined : length;
}

function whole(what: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give ${what}: a whole number from ${least} to ${most}.`);
  };
}

const width = whole('a width in pixels', WIDTHS.least, WIDTHS.most);

/** The first one takes the place of the default, each further one stands beside it. */
function widths(text: string, before: readonly number[]): readonly number[] {
  return [...(before === USUAL_WIDTHS ? [] : before), width(text)];
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100)) throw new InvalidArgumentError('Give a number above 0 and at most 100.');
  return value;
}

function environment(text: string): string {
  if (!ENV_NAME.test(text))
    throw new InvalidArgumentError('Give a name of small letters and digits, a letter first, such as prod.');
  return text;
}
