// Another site whose front end was there before Menshen, on an origin of its own.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const FILES: Record<string, [file: string, type: string]> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/register.js': ['register.js', 'text/javascript; charset=utf-8'],
};

export class SeedSite {
  /** The server that its page calls. */
  host = '';

  readonly #server: Server = createServer(async ({ url = '' }, response) => {
    const [file, type] = FILES[url] ?? [];
    if (file && type) {
      const content = await readFile(join(__dirname, 'seed-page', file));
      response.writeHead(200, { 'content-type': type }).end(content);
    } else if (url === '/host.js') {
      const content = `var host = ${JSON.stringify(this.host)};`;
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(content);
    } else {
      response.writeHead(404).end();
    }
  });

  static async start(): Promise<SeedSite> {
    const site = new SeedSite();
    await once(site.#server.listen(0, '127.0.0.1'), 'listening');
    return site;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
