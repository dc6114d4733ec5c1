import { describe, expect, it } from 'vitest';
import { rulesPerObjective } from '../../../bench/rules/own.ts';
import { pyrraForm, slothForm } from '../../../bench/rules/peers.ts';
import { countRules, keep, merged, needsOf, recordedEvery, seconds } from '../../../bench/rules/rule-file.ts';

const fileOf = (expr: string) => ({ groups: [{ name: 'g', interval: '1m', rules: [{ record: 'r', expr }] }] });

describe('the rules of the benchmark', () => {
  it('are 17 for each tenant in the form of Sloth', () => {
    expect(countRules(slothForm(['a', 'b', 'c']))).toBe(51);
  });

  it('are 13 for all tenants in the form of Pyrra, of which two look at 30 days or at nothing', () => {
    const form = pyrraForm();
    expect(countRules(form)).toBe(13);
    expect(countRules(keep(form, ({ expr }) => expr.includes('[30d]')))).toBe(1);
    expect(countRules(keep(form, ({ alert }) => alert === 'ErrorBudgetBurn'))).toBe(4);
  });

  it('are at most 25 for each objective of ours', () => {
    expect(rulesPerObjective()).toBeLessThanOrEqual(25);
  });
});

describe('the past that a rule reads', () => {
  it('is its window, its offset and the five minutes before', () => {
    const [need] = needsOf(fileOf('increase(up{job="a"}[1h] anchored offset 1d)')).filter(({ name }) => name === 'up');
    expect(need?.stretch).toEqual({ newest: 86_400, oldest: 90_300 });
  });

  it('is of the series that its matchers take', () => {
    const [need] = needsOf(fileOf('up{job=~"a|b", env!="dev"}')).filter(({ name }) => name === 'up');
    expect(need?.takes({ job: 'b', env: 'prod' })).toBe(true);
    expect(need?.takes({ job: 'c', env: 'prod' })).toBe(false);
    expect(need?.takes({ job: 'b', env: 'dev' })).toBe(false);
  });

  it('is one stretch where two touch', () => {
    expect(
      merged([
        { newest: 0, oldest: 300 },
        { newest: 200, oldest: 900 },
        { newest: 5_000, oldest: 5_300 },
      ]),
    ).toEqual([
      { newest: 5_000, oldest: 5_300 },
      { newest: 0, oldest: 900 },
    ]);
  });

  it('is recorded as often as the group that records it is evaluated', () => {
    expect(recordedEvery(fileOf('up'), 'r')).toBe(60);
    expect(recordedEvery(fileOf('up'), 'x')).toBeUndefined();
    expect(seconds('1d1h43m')).toBe(92_580);
  });
});
