/** Chance, handed in so that a test can repeat it. */

/** A number from 0 up to but not 1, as Math.random gives it. */
export type Random = () => number;

/** Shares that fall like Zipf's law, flattened so that the last still gets enough; they add up to 1. */
export function shares(count: number, exponent = 0.7): number[] {
  const raw = Array.from({ length: count }, (_, i) => 1 / (i + 1) ** exponent);
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((weight) => weight / sum);
}

/** One of the items, each as likely as its share. */
export function weighted<T>(items: readonly [T, ...T[]], portions: readonly number[], random: Random): T {
  let rest = random();
  for (const [i, item] of items.entries()) {
    rest -= portions[i] ?? 0;
    if (rest < 0) return item;
  }
  return items[0];
}

/** One of the items, each as likely as any other; undefined for none. */
export function anyOf<T>(items: readonly T[], random: Random): T | undefined {
  return items[Math.floor(random() * items.length)];
}
