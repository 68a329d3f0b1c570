// The packages under `clients`: each one's example, built as its README says, for a browser to walk.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const CLIENTS = join(__dirname, '../../clients');

/** Builds this package's example, or another folder of it, against a server; what a web server serves, by path. */
export async function build(
  name: string,
  server: string,
  outDir: string,
  example = 'example',
): Promise<Record<string, string>> {
  const folder = join(CLIENTS, name, example);
  // Each test its own server, and so its own build.
  const env = { ...process.env, VITE_MENSHEN: server };
  await promisify(execFile)('npm', ['run', 'build', '--', '--outDir', outDir, '--emptyOutDir'], { cwd: folder, env });
  const files = readdirSync(outDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name));
  const pages = paths.map((path) => [`/${relative(outDir, path)}`, readFileSync(path, 'utf8')]);
  const pagesByPath = Object.fromEntries(pages) as Record<string, string>;
  return { ...pagesByPath, '/': pagesByPath['/index.html'] ?? '' };
}
