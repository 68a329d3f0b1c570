// A site that shows Menshen's form in its own: the example of the README, on an origin of its own,
// with the back end that redeems tickets.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Stands in the README for the server. */
const GATE = 'https://sms.example.com';

/** The example of this README: the page, and its script. */
export function example(readme: string): { html: string; js: string } {
  const words = readFileSync(join(__dirname, '../..', readme), 'utf8');
  const [, html = '', js = ''] =
    /```html\n([^`]*<menshen-gate[^`]*)```\n[^]*?```js\n([^`]*)```/.exec(words) ?? [];
  return { html, js };
}

export class HostSite {
  /** Menshen's address, and the secret that it redeems tickets for. */
  gate = '';
  secret = '';
  /** Sent with every page. */
  headers: Record<string, string> = {};
  /** Changes the page of the example. */
  change = (html: string) => html;

  readonly #server: Server = createServer((request, response) => {
    this.#answer(request, response).catch((error) => response.writeHead(500).end(`${error}`));
  });

  static async start(): Promise<HostSite> {
    const site = new HostSite();
    await once(site.#server.listen(0, '127.0.0.1'), 'listening');
    return site;
  }

  /** Another site than the server's, which is 127.0.0.1. */
  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { html, js } = example('README.md');
    const say = (status: number, type: string, body: string) =>
      response.writeHead(status, { ...this.headers, 'content-type': type }).end(body);
    switch (`${request.method} ${request.url}`) {
      case 'GET /':
        return void say(200, 'text/html', this.change(html.replaceAll(GATE, this.gate)));
      case 'GET /register.js':
        return void say(200, 'text/javascript', js);
      case 'POST /register': {
        const form = new URLSearchParams(await text(request));
        const mobile = await this.#redeem(form.get('ticket') ?? '');
        const body = JSON.stringify({ name: form.get('name'), mobile });
        return void say(mobile ? 200 : 403, 'application/json', body);
      }
      default:
        response.writeHead(404).end();
    }
  }

  /** The phone number that a ticket stands for, or null. */
  async #redeem(ticket: string): Promise<string | null> {
    const body = new URLSearchParams({ secret: this.secret, response: ticket });
    const answer = await fetch(`${this.gate}/siteverify`, { method: 'POST', body });
    const { success, mobile } = (await answer.json()) as { success: boolean; mobile?: string };
    return success ? (mobile ?? null) : null;
  }
}
