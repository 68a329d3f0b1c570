// The operator's end of the webhook: checks signatures as Standard Webhooks ask, keeps the messages
// and answers as the test says.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { until } from './program';

export interface Message {
  mobile: string;
  code: string;
}

const FIVE_MINUTES = 300;

export class Webhook {
  readonly #key = randomBytes(32);
  readonly #messages: Message[] = [];
  readonly #statuses: number[] = [];
  readonly #server: Server;
  #taken = 0;
  #forged = 0;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      response.writeHead(this.#receive(request, await text(request))).end();
    });
  }

  static async start(): Promise<Webhook> {
    const webhook = new Webhook();
    await once(webhook.#server.listen(0, '127.0.0.1'), 'listening');
    return webhook;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/sms`;
  }

  get secret(): string {
    return `whsec_${this.#key.toString('base64')}`;
  }

  /** How many messages have come, whatever was answered. */
  get count(): number {
    return this.#messages.length;
  }

  /** Answers the next messages with these statuses, one each; after them 204 as always. */
  answer(...statuses: number[]): void {
    this.#statuses.push(...statuses);
  }

  /** The next message that the test has not seen yet. */
  async next(): Promise<Message> {
    const missing = () => `no message came; ${this.#forged} with a wrong signature were refused`;
    const message = await until(() => this.#messages[this.#taken], missing);
    this.#taken += 1;
    return message;
  }

  async stop(): Promise<void> {
    this.#server.close();
    // Those that are kept alive, too.
    this.#server.closeAllConnections();
  }

  #receive(request: IncomingMessage, body: string): number {
    if (request.method !== 'POST' || !this.#isSigned(request, body)) {
      this.#forged += 1;
      return 401;
    }
    const { type, data } = JSON.parse(body);
    if (type !== 'sms_code.requested') return 400;
    this.#messages.push({ mobile: data.mobile, code: data.code });
    return this.#statuses.shift() ?? 204;
  }

  #isSigned({ headers }: IncomingMessage, body: string): boolean {
    const id = headers['webhook-id'];
    const timestamp = headers['webhook-timestamp'];
    const age = Math.abs(Date.now() / 1000 - Number(timestamp));
    if (!id || !(age <= FIVE_MINUTES)) return false;
    const right = createHmac('sha256', this.#key).update(`${id}.${timestamp}.${body}`).digest();
    // There may be several signatures with a space between, as while a key is replaced.
    return `${headers['webhook-signature']}`.split(' ').some((signature) => {
      const [version, value = ''] = signature.split(',');
      const given = Buffer.from(value, 'base64');
      return version === 'v1' && given.length === right.length && timingSafeEqual(given, right);
    });
  }
}
