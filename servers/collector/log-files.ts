/** How the agent reads the application's log files: whole JSON lines, from where it stopped, each once. */
import type { Speed } from '../../telemetry/contract/index.ts';
import type { Settings } from './config.ts';
import { interval, STORAGE, untilAccepted } from './queue.ts';

export interface LogFiles {
  /** Glob patterns of the files. */
  readonly include: readonly string[];
  /**
   * `json-lines`: a file per service, named `<service>.log` or `<service>.<anything>.log`.
   * `container`: the kubelet's files under /var/log/pods; a container's name is its service.
   */
  readonly format: 'json-lines' | 'container';
}

const QUIET = { on_error: 'send_quiet' } as const;

/**
 * The file receiver. A line that is no JSON object, such as a framework's banner, is dropped: text without a structure may hold
 * personal data that no schema can find.
 */
export function logFileReceiver({ include, format }: LogFiles, speed: Speed): Settings {
  return {
    include,
    start_at: 'beginning',
    include_file_path: true,
    include_file_name: true,
    include_file_record_offset: true,
    poll_interval: interval('1s', speed),
    // Half a line is no line yet: it is read when its end has been written.
    force_flush_period: '0s',
    // The position may lag behind the queue, for a record read twice is stored once; so it needs no write-through.
    storage: STORAGE,
    // A full queue stops the reading instead of dropping.
    retry_on_failure: untilAccepted(speed),
    operators: [
      ...(format === 'container' ? [{ type: 'container', on_error: 'drop_quiet' }] : []),
      // Whole numbers stay whole: `seq` is part of a hash chain.
      { type: 'json_parser', parse_ints: true, on_error: 'drop_quiet' },
      {
        type: 'time_parser',
        if: 'attributes.timestamp != nil',
        parse_from: 'attributes.timestamp',
        layout_type: 'gotime',
        layout: '2006-01-02T15:04:05.999Z07:00',
        ...QUIET,
      },
      { type: 'severity_parser', if: 'attributes.level != nil', parse_from: 'attributes.level', ...QUIET },
      ...serviceFrom(format),
      // The fields are attributes now; nothing travels twice.
      { type: 'remove', field: 'body', ...QUIET },
    ],
  };
}

function serviceFrom(format: LogFiles['format']): Settings[] {
  const copy = (from: string, to: string): Settings => ({
    type: 'copy',
    id: `copy-${to}`,
    from: `resource["${from}"]`,
    to: `resource["${to}"]`,
    ...QUIET,
  });
  return format === 'container'
    ? [copy('k8s.container.name', 'service.name'), copy('k8s.pod.name', 'service.instance.id')]
    : [
        {
          type: 'add',
          field: 'resource["service.name"]',
          value: 'EXPR(split(attributes["log.file.name"], ".")[0])',
          ...QUIET,
        },
      ];
}
