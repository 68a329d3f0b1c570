// A site that shows Menshen's form in its own: the example of docs/page.md, on an origin of its own,
// with the back end that redeems tickets.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Stands in docs/page.md for the server. */
export const GATE = 'https://sms.example.com';

/** What other sites are made with, as npm has it. */
const LIBRARIES: Record<string, string> = {
  '/react.js': 'react/umd/react.production.min.js',
  '/react-dom.js': 'react-dom/umd/react-dom.production.min.js',
  '/vue.js': '@vue/runtime-dom/dist/runtime-dom.global.prod.js',
  '/htmx.js': 'htmx.org/dist/htmx.min.js',
  '/turbo.js': '@hotwired/turbo/dist/turbo.es2017-umd.js',
};

/** The example of this document: the page, and its script. */
export function example(document: string): { html: string; js: string } {
  const words = readFileSync(join(__dirname, '../..', document), 'utf8');
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
  /** Further pages and scripts by their paths, which may name the server as the example does. */
  pages: Record<string, string> = {};

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
    const { html, js } = example('docs/page.md');
    const say = (status: number, type: string, body: string) =>
      response.writeHead(status, { ...this.headers, 'content-type': type }).end(body);
    const path = request.url ?? '';
    const type = extname(path) === '.js' ? 'text/javascript' : 'text/html; charset=utf-8';
    const page = request.method === 'GET' ? this.pages[path] : undefined;
    if (page !== undefined) return void say(200, type, page.replaceAll(GATE, this.gate));
    const library = LIBRARIES[path];
    if (library) {
      const file = join(__dirname, '../node_modules', library);
      return void say(200, type, readFileSync(file, 'utf8'));
    }
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
