/** What a process says about itself: on every span, and behind every series. */
import { defaultResource, detectResources, envDetector, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { labels } from '../../contract/index.ts';

export interface ProcessIdentity {
  readonly service: string;
  readonly env: string;
  readonly instance: string;
  readonly version?: string | undefined;
}

/** The version of a process that nobody told one. */
const UNKNOWN_VERSION = 'unknown';

const VERSION = labels.version.semconv;

/** OTEL_RESOURCE_ATTRIBUTES may add to it, and give the version where the identity has none. */
export function resourceOf({ service, env, instance, version }: ProcessIdentity): Resource {
  const own = resourceFromAttributes({
    [ATTR_SERVICE_NAME]: service,
    [labels.env.semconv]: env,
    [labels.instance.semconv]: instance,
    ...(version !== undefined && { [VERSION]: version }),
  });
  return defaultResource()
    .merge(resourceFromAttributes({ [VERSION]: UNKNOWN_VERSION }))
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(own);
}

/** The version that the resource names. */
export function versionOf({ attributes }: Resource): string {
  return String(attributes[VERSION]);
}
