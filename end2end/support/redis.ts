// A real Redis that keeps nothing.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Program } from './program';

export class Redis {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly program: Program,
  ) {}

  static async start(): Promise<Redis> {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'menshen-redis-'));
    const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: folder };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const program = new Program('redis-server', args, {}, folder);
    await program.prints(/Ready to accept connections/);
    return new Redis(port, folder, program);
  }

  /**
   * What the picture of this name shows, without the random number that is stored behind it; null when there is none
   * or it has expired.
   */
  async pictureText(id: string): Promise<string | null> {
    const args = ['-p', `${this.port}`, 'GET', `image_code:${id}`];
    const { stdout } = await promisify(execFile)('redis-cli', args);
    return stdout.trim().replace(/ #[0-9a-f]+$/, '') || null;
  }

  /** Takes the picture's code away, as time does. */
  async forget(id: string): Promise<void> {
    await promisify(execFile)('redis-cli', ['-p', `${this.port}`, 'DEL', `image_code:${id}`]);
  }

  /** Forgets what was counted for limits, as time does. */
  async forgetCounts(): Promise<void> {
    const script = "for _, k in ipairs(redis.call('KEYS', 'count:*')) do redis.call('DEL', k) end";
    await promisify(execFile)('redis-cli', ['-p', `${this.port}`, 'EVAL', script, '0']);
  }

  /** Puts a decision among the last ones, as a server does. */
  async addDecision(at: number, record: string): Promise<void> {
    const args = ['-p', `${this.port}`, 'ZADD', 'decisions', `${at}`, record];
    await promisify(execFile)('redis-cli', args);
  }

  async stop(): Promise<void> {
    await this.program.stop();
    await rm(this.folder, { recursive: true });
  }
}

let ports = 0;

/**
 * Redis takes no port 0, so one is asked for and let go. It is none of those from 32768 on, which the
 * system gives to whoever asks for any.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    // Two workers begin at different places.
    const port = 10_000 + ((process.pid * 97 + ports++) % 22_000);
    const server = createServer();
    const isFree = new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!(await isFree)) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
