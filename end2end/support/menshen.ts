// The server under test, as its operator would start it.

import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';

import { Program, until } from './program';
import type { Redis } from './redis';
import type { Webhook } from './webhook';

/** Environment variables of the server, beside those that each one needs. */
export type Settings = Record<string, string>;

const ROOT = resolve(__dirname, '../..');
export const PROGRAM = resolve(ROOT, process.env.MENSHEN ?? 'target/debug/menshen');
const HOME = resolve(ROOT, process.env.MENSHEN_HOME ?? '.');

export class Menshen {
  private constructor(
    readonly url: string,
    private readonly program: Program,
  ) {}

  static async start(redis: Redis, webhook: Webhook, settings: Settings): Promise<Menshen> {
    const env: Settings = {
      // A port that is free; the log says which one it is.
      LEPTOS_SITE_ADDR: '127.0.0.1:0',
      METRICS_ADDR: 'off',
      REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      // What is tested is what happens, not how soon, and the machine may be busy with other things.
      REDIS_TIMEOUT_MS: '5000',
      MENSHEN_SECRET: randomBytes(32).toString('hex'),
      // Servers of many tests share a Redis, and with it what is known of a country and of unknown networks:
      // what one test leaves unanswered would be held against the next.
      SMS_POLICY: 'record',
      SMS_PROVIDER: 'webhook',
      SMS_WEBHOOK_URL: webhook.url,
      SMS_WEBHOOK_SECRET: webhook.secret,
      ...settings,
    };
    const program = new Program(PROGRAM, [], env, HOME);
    try {
      const [, url = ''] = await program.prints(/Menshen serves (http:\/\/[\d.:]+)\//);
      await ready(url);
      return new Menshen(url, program);
    } catch (error) {
      // Why it does not start matters more than how it ends.
      await program.stop().catch(() => {});
      throw error;
    }
  }

  /** What it has logged. */
  get log(): string {
    return this.program.output;
  }

  /** As Ctrl-C does, without the second that SIGTERM leaves to balancers. A second call does nothing. */
  async stop(): Promise<void> {
    await this.program.stop('SIGINT');
  }
}

/** Waits for the store's connection, which the server makes while it serves already. */
async function ready(url: string): Promise<void> {
  await until(async () => (await fetch(`${url}/readyz`)).ok, () => 'the server is not ready');
}
