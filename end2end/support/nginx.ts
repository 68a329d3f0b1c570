// A real nginx before the server, as people set it up.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Program, until } from './program';
import { freePort } from './redis';

export class Nginx {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly program: Program,
  ) {}

  /** With this in its `server` block. */
  static async start(server: string): Promise<Nginx> {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'menshen-nginx-'));
    const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const conf = `daemon off; master_process off; pid nginx.pid; error_log stderr crit; events {}
      http {
        access_log off;
        ${kept.map((name) => `${name}_temp_path ${name};`).join('\n')}
        server { listen 127.0.0.1:${port}; ${server} }
      }`;
    await writeFile(join(folder, 'nginx.conf'), conf);
    // Debian puts it where only root looks.
    const env = { PATH: `${process.env.PATH}:/usr/sbin` };
    const args = ['-e', 'stderr', '-p', folder, '-c', 'nginx.conf'];
    const program = new Program('nginx', args, env, folder);
    await serving(port, program);
    return new Nginx(port, folder, program);
  }

  async stop(): Promise<void> {
    await this.program.stop();
    await rm(this.folder, { recursive: true });
  }
}

async function serving(port: number, program: Program): Promise<void> {
  const isThere = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  await until(isThere, () => `nginx does not start. It printed:\n${program.output}`);
}
