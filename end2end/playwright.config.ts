// How the browser tests run. They start all that they need themselves: Redis, a webhook and
// Menshen. What they need to be there:
//
//   MENSHEN       the server's program; default target/debug/menshen
//   MENSHEN_HOME  where its Leptos.toml and site lie; default the root of the repository
//   CHROMIUM      the browser; default the first one on the PATH

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { defineConfig } from '@playwright/test';

import { PATIENCE } from './support/program';

/** The system's browser: what Playwright would fetch is 170 MB more. */
function chromium(): string {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const program = join(folder, name);
      try {
        accessSync(program, constants.X_OK);
        return program;
      } catch {
        // Not here; the next one may be.
      }
    }
  }
  throw new Error('no Chromium on the PATH: install one, or set CHROMIUM to its program');
}

const args = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
// Chromium's sandbox does not work for root, which is who runs in a container.
if (process.getuid?.() === 0) args.push('--no-sandbox');

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: 'list',
  // For machines that are busy with something else; what is there sooner is not waited for.
  timeout: 180_000,
  expect: { timeout: PATIENCE, toPass: { timeout: PATIENCE } },
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromium(), args },
    locale: 'zh-CN',
    trace: 'off',
  },
});
