/** Something that whoever runs the preview can put right: told without a trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
