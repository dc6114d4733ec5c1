/** The time of a line. To format a whole date costs more than the rest of a short line; only its last digits change. */
const SECOND = 1_000;

let lastMs = Number.NaN;
let lastText = '';
let second = Number.NaN;
let secondText = '';

/** Now, in ISO 8601, UTC, milliseconds. */
export function isoTimestamp(): string {
  const ms = Date.now();
  if (ms === lastMs) return lastText;
  const whole = Math.floor(ms / SECOND);
  if (whole !== second) {
    second = whole;
    secondText = new Date(ms).toISOString().slice(0, -'000Z'.length);
  }
  lastMs = ms;
  lastText = `${secondText}${String(ms - whole * SECOND).padStart(3, '0')}Z`;
  return lastText;
}
