/** What stops the platform, as a sentence for the person in front of it: what happened, and what to do. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
}
