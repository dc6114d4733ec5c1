import * as aws from '@pulumi/aws';
import { describe, expect, it } from 'vitest';
import { planOf } from '../../../preview/plan.ts';
import { verdictOf } from '../../../preview/violations.ts';

describe('the verdict of the policies', () => {
  it('fails a plan that a deployment would stop at, and says what to do', async () => {
    const plan = await planOf({ stack: 'dev' }, () => {
      const provider = new aws.Provider('aws', { region: 'us-east-1' });
      new aws.kms.Key('open', { enableKeyRotation: false }, { provider });
    });
    const { text, passed } = await verdictOf(plan);
    expect(passed).toBe(false);
    expect(text).toMatch(/^Policies: \d+ violated, 0 warnings\.\n/);
    expect(text).toMatch(/- violation of [a-z-]*rotat[a-z-]* by open: .+/);
  });

  it('passes a plan without anything to object to', async () => {
    expect(await verdictOf(await planOf({ stack: 'dev' }, () => {}))).toEqual({ text: 'Policies: all kept.', passed: true });
  });
});
