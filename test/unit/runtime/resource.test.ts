import { afterEach, expect, it, vi } from 'vitest';
import { resourceOf, versionOf } from '../../../telemetry/runtime/otel/resource.ts';

const IDENTITY = { service: 'clinic', env: 'prod', instance: 'one' };

afterEach(() => vi.unstubAllEnvs());

it('a process is of the version that it was told, whatever its environment says', () => {
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'service.version=9.9.9');
  expect(versionOf(resourceOf({ ...IDENTITY, version: '1.4.0' }))).toBe('1.4.0');
});

it('a process that was told none has the version of its environment', () => {
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'service.version=2.0.1');
  expect(versionOf(resourceOf(IDENTITY))).toBe('2.0.1');
});

it('a process of no version says so: its series has the label all the same', () => {
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', '');
  expect(versionOf(resourceOf(IDENTITY))).toBe('unknown');
});

it('service, environment and instance are never those of OTEL_RESOURCE_ATTRIBUTES, and others are added', () => {
  vi.stubEnv(
    'OTEL_RESOURCE_ATTRIBUTES',
    'service.name=x,deployment.environment.name=x,service.instance.id=x,cloud.region=mx-central-1',
  );
  expect(resourceOf(IDENTITY).attributes).toMatchObject({
    'service.name': 'clinic',
    'deployment.environment.name': 'prod',
    'service.instance.id': 'one',
    'cloud.region': 'mx-central-1',
  });
});
