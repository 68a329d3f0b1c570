// A program that the tests start, watch and stop.

import { type ChildProcess, spawn } from 'node:child_process';

const running = new Set<ChildProcess>();

// Fixtures stop what they started. This is for a worker that ends without them.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export class Program {
  /** All that it has printed. */
  output = '';

  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #isOver = false;

  constructor(program: string, args: string[], env: Record<string, string>, folder: string) {
    this.#name = program;
    // Only what is given, so that the tester's own settings don't reach it.
    const options = { cwd: folder, env: { PATH: process.env.PATH, ...env } };
    this.#child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this.#child);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.#ended = new Promise((resolve) => {
      const over = () => {
        this.#isOver = true;
        running.delete(this.#child);
        resolve();
      };
      this.#child.once('exit', over).once('error', (error) => {
        this.output += error.message;
        over();
      });
    });
  }

  /** Waits for a line in what it prints. */
  prints(line: RegExp): Promise<RegExpMatchArray> {
    const missing = () => `${this.#name} does not start. It printed:\n${this.output}`;
    const look = () => {
      const match = this.output.match(line);
      if (!match && this.#isOver) throw new Error(missing());
      return match;
    };
    return until(look, missing);
  }

  /** Ends it at once, where how it ends is nobody's concern: a program of a document, which has no end of its own. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Asks it to end. One that has to be killed, or has crashed before, fails the test. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#child.kill(signal);
    const tooLong = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE);
    await this.#ended;
    clearTimeout(tooLong);
    if (this.#child.exitCode !== 0) {
      const how = this.#child.signalCode ?? this.#child.exitCode;
      throw new Error(`${this.#name} ended with ${how}. It printed:\n${this.output}`);
    }
  }
}

/** The longest that a test waits for anything, in milliseconds: far more than the busiest machine needs. */
export const PATIENCE = 60_000;

/** Between two looks at something that will be there soon. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Looks until it is there; `missing` says what is not. */
export async function until<T>(look: () => T | Promise<T>, missing: () => string): Promise<NonNullable<T>> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(missing());
    await pause();
  }
}
