/** Reads request bodies into bounded memory. */
import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';

/** How many bytes all requests together may hold. Who would exceed it has to come back later. */
export class Budget {
  readonly #limit: number;
  #used = 0;

  /** @param limit in bytes, at least the longest body */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws OverloadedError and takes nothing when the bytes are not there */
  take(bytes: number): void {
    if (this.#used + bytes > this.#limit) throw new OverloadedError('As much is being written as memory allows.');
    this.#used += bytes;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}

/** One request's part of the budget. */
export class Lease {
  readonly #budget: Budget;
  #taken = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  take(bytes: number): void {
    this.#budget.take(bytes);
    this.#taken += bytes;
  }

  release(): void {
    this.#budget.give(this.#taken);
    this.#taken = 0;
  }
}

export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
}

/** A request that is refused for good. `received` is what there is of its body, to be kept. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: 400 | 413;
  readonly received: Buffer;

  constructor(status: 400 | 413, message: string, received: Buffer) {
    super(message);
    this.status = status;
    this.received = received;
  }
}

/** The longest body that is read, in bytes, after decompression. */
export const LONGEST_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Reads and decompresses a body.
 * @throws OverloadedError, RefusedError, or the connection's own error
 */
export async function readBody(request: IncomingMessage, compressed: boolean, lease: Lease): Promise<Buffer> {
  // The connection has to outlive a body that is refused, to carry the answer.
  const received = await collect(request.iterator({ destroyOnReturn: false }), lease);
  if (!compressed) return received;
  const gunzip = createGunzip();
  gunzip.end(received);
  try {
    return await collect(gunzip, lease);
  } catch (error) {
    if (error instanceof RefusedError || error instanceof OverloadedError) throw error;
    throw new RefusedError(400, 'The body is not what gzip makes.', received);
  }
}

async function collect(source: AsyncIterable<Buffer>, lease: Lease): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    lease.take(chunk.length);
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > LONGEST_BODY_BYTES) {
      throw new RefusedError(413, `The body is longer than ${LONGEST_BODY_BYTES} bytes.`, Buffer.concat(chunks));
    }
  }
  return Buffer.concat(chunks);
}
