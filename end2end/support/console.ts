// The console for operators, on a Redis of its own: its switches hold for all who share one.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { Menshen } from './menshen';
import { Redis } from './redis';
import { expect, test as base } from './test';
import type { Webhook } from './webhook';

export const TOKEN = 'the-token-of-the-tests';

/** A server with a console, and the flow walked through it. */
export class Site {
  private constructor(
    readonly menshen: Menshen,
    readonly redis: Redis,
    private readonly webhook: Webhook,
    /** Where operators log in. */
    readonly console: string,
  ) {}

  static async start(webhook: Webhook): Promise<Site> {
    const redis = await Redis.start();
    const settings = {
      ADMIN_TOKEN: TOKEN,
      ADMIN_ADDR: '127.0.0.1:0',
      SMS_COUNTRIES: 'CN,HK',
      SMS_BUDGET_HOUR: '40',
    };
    const menshen = await Menshen.start(redis, webhook, settings);
    const console = /operators log in at (http:\S+)/.exec(menshen.log)?.[1] ?? '';
    return new Site(menshen, redis, webhook, console);
  }

  /** Solves a picture for a message; the status of the answer. */
  async send(mobile: string): Promise<number> {
    const id = crypto.randomUUID();
    await fetch(`${this.menshen.url}/image_codes/${id}`);
    const image_code = (await this.redis.pictureText(id)) ?? '';
    return this.post('sms-codes', { mobile, image_code, image_code_id: id });
  }

  /** The same, and types the code from the message. */
  async verify(mobile: string): Promise<number> {
    expect(await this.send(mobile)).toBe(200);
    const { code } = await this.webhook.next();
    return this.post('sms-codes/verify', { mobile, sms_code: code });
  }

  /** Writes a history as a busy day makes it, so that there is something to look at. */
  async isBusy(): Promise<void> {
    const commands: string[] = [];
    const now = Math.floor(Date.now() / 1000);
    const spans = [
      { letter: 'm', seconds: 60, steps: 60, many: 1 },
      { letter: 'h', seconds: 3600, steps: 48, many: 40 },
    ];
    for (const { letter, seconds, steps, many } of spans) {
      for (let step = 0; step < steps; step += 1) {
        const pictures = Math.round(many * (60 + 25 * Math.sin(step / 7)));
        const right = Math.round(pictures * 0.82);
        const sent = Math.round(right * 0.93);
        const verified = Math.round(sent * 0.74);
        const counts: Record<string, number> = {
          pictures,
          right,
          sent,
          verified,
          redeemed: Math.round(verified * 0.97),
          'refused:image-code-wrong': Math.round(pictures * 0.14),
          'refused:image-code-expired': Math.round(pictures * 0.04),
          'refused:cooling-down': Math.round(pictures * 0.05),
          'refused:prefix-limited': step % 9 === 0 ? 4 * many : 0,
          'sent:CN': Math.round(sent * 0.8),
          'verified:CN': Math.round(verified * 0.9),
          'sent:HK': Math.round(sent * 0.2),
          'verified:HK': Math.round(verified * 0.1),
          'took:picture:1': right,
          'took:picture:2': pictures - right,
          'took:send:6': Math.round(sent * 0.9),
          'took:send:7': sent - Math.round(sent * 0.9),
          'took:check:0': verified,
          'took:check:1': 2,
        };
        const key = `{history}:${letter}:${Math.floor(now / seconds) - step}`;
        const fields = Object.entries(counts).filter(([, count]) => count > 0);
        commands.push(`HSET ${key} ${fields.flat().join(' ')}`);
      }
    }
    const hour = Math.floor(now / 3600);
    for (let n = 0; n < 9; n += 1) {
      const [prefix, sent] = [n < 6 ? `+861380${120 + n * 7}` : `+85291${20 + n}`, 900 - n * 90];
      commands.push(`ZADD {history}:prefixes:${hour} ${sent} ${prefix}`);
      const verified = Math.round(sent * (n === 2 ? 0.03 : 0.7));
      commands.push(`HSET {history}:of-prefixes:${hour} v${prefix} ${verified}`);
    }
    const child = promisify(execFile)('redis-cli', ['-p', `${this.redis.port}`]);
    child.child.stdin?.end(commands.join('\n'));
    const { stdout } = await child;
    expect(stdout).not.toContain('ERR');
  }

  async stop(): Promise<void> {
    await this.menshen.stop();
    await this.redis.stop();
  }

  private async post(path: string, body: unknown): Promise<number> {
    const headers = { 'Content-Type': 'application/json' };
    const url = `${this.menshen.url}/api/v1/${path}`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.status;
  }
}

export const test = base.extend<{ site: Site }>({
  site: async ({ webhook }, use) => {
    const site = await Site.start(webhook);
    await use(site);
    await site.stop();
  },

  // The browser goes before the server does: the audit at the end asks for its style sheet.
  baseURL: async ({ site }, use) => use(site.menshen.url),
});

export { expect };
