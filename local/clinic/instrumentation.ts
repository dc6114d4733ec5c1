/** Runs once, before the server takes requests. */
export async function register(): Promise<void> {
  // Middleware would run in another runtime, without Node's APIs.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { start } = await import('./server/start.ts');
    await start();
  }
}
