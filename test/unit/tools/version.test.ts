import { expect, test } from 'vitest';
import { atLeast, parseVersion } from '../../../local/tools/version.ts';

test.each([
  ['prometheus, version 3.16.0 (branch: , revision: unknown)', '3.16.0'],
  ['postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)', '15.13'],
  ['otelcol-contrib version 0.155.0', '0.155.0'],
  ['etcd Version: 3.4.23\nGit SHA: Not provided', '3.4.23'],
  ['Client Version: v1.37.2\nKustomize Version: v5.8.1', '1.37.2'],
  ['unreleased', undefined],
])('parseVersion(%j) is %j', (text, version) => {
  expect(parseVersion(text)).toBe(version);
});

test.each([
  ['3.16.0', '3.16.0', true],
  ['3.16.9', '3.16.0', true],
  ['3.9.9', '3.16.0', false],
  ['4.0.0', '3.16.0', true],
  ['2.99.0', '3.16.0', false],
  ['17.2', '15.0', true],
])('atLeast(%j, %j) is %j', (found, wanted, expected) => {
  expect(atLeast(found, wanted)).toBe(expected);
});
