import { describe, expect, it } from 'vitest';
import { SERIES_COLORS, STATE_COLORS } from '../../../dashboards/style.ts';
import { looksOf, paletteOf } from '../../../pictures/draw/colors.ts';
import { named } from './samples.ts';

const of = (...clinics: readonly string[]) => clinics.map((name) => named(name, []));
const total = { name: 'all', labels: {}, points: [] };
const [FIRST, SECOND, THIRD] = SERIES_COLORS;

describe('the colours of series', () => {
  it("are a clinic's own, in whichever order a panel has them", () => {
    const palette = paletteOf([
      { kind: 'series', stepMs: 1, series: of('a', 'b', 'c') },
      undefined,
      { kind: 'series', stepMs: 1, series: of('c', 'd') },
    ]);
    expect([...palette]).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 3],
    ]);
    expect(looksOf(of('c', 'a'), [], palette)).toEqual([{ color: THIRD }, { color: FIRST }]);
    expect(looksOf([total, ...of('a', 'b')], [], palette)).toEqual([{ color: THIRD }, { color: FIRST }, { color: SECOND }]);
  });

  it('follow one another where a clinic has several series', () => {
    const palette = new Map([['a', 4]]);
    const two = of('a', 'a').map((series, i) => ({ ...series, name: `a ${i}` }));
    expect(looksOf(two, [], palette)).toEqual([{ color: FIRST }, { color: SECOND }]);
  });

  it("are a state's where the name says so; a second series of that state is dashed", () => {
    const states = [{ name: '^fail', state: 'critical' }] as const;
    expect(looksOf(of('fail one', 'fail two', 'other'), states)).toEqual([
      { color: STATE_COLORS.critical },
      { color: STATE_COLORS.critical, dash: '6 3' },
      { color: FIRST },
    ]);
  });

  it('begin again dashed after the last, so that thirty lines are told apart', () => {
    const looks = looksOf(of(...Array.from({ length: 30 }, (_, i) => `clinic-${i}`)));
    expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(30);
    expect(looks[10]).toEqual({ color: FIRST, dash: '6 3' });
    expect(looks[20]).toEqual({ color: FIRST, dash: '2 2' });
  });
});
