// docs/start.md: the site that a newcomer makes from an empty folder, file by file as it stands there.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { Program } from '../support/program';
import { freePort } from '../support/redis';
import { RegistrationPage } from '../support/registration-page';
import { expect, test as base } from '../support/test';

const ROOT = resolve(__dirname, '../..');
const PACKAGES = join(ROOT, 'clients/node_modules');
const SITE_SECRET = 'a-secret-of-my-own';

const test = base.extend<{ port: number; document: string; site: void }>({
  document: ['docs/start.md', { option: true }],
  port: async ({}, use) => use(await freePort()),
  settings: async ({ port }, use) => use({ FRAME_ANCESTORS: `http://localhost:${port}`, SITE_SECRET }),
  site: async ({ document, menshen, port }, use, info) => {
    const folder = info.outputPath('shop');
    mkdirSync(folder, { recursive: true });
    // What `npm install` brings there.
    symlinkSync(PACKAGES, join(folder, 'node_modules'));
    const words = readFileSync(join(ROOT, document), 'utf8');
    const blocks = Array.from(words.matchAll(/```(html|jsx|js)\n([^]*?)```/g), ([, , block = '']) => block);
    for (const [at, name] of ['index.html', 'main.jsx', 'server.mjs'].entries()) {
      writeFileSync(join(folder, name), blocks[at] ?? '');
    }
    const env = { ...process.env, VITE_MENSHEN: menshen.url };
    await promisify(execFile)(process.execPath, [join(PACKAGES, 'vite/bin/vite.js'), 'build'], { cwd: folder, env });
    const settings = { MENSHEN: menshen.url, SITE_SECRET, PORT: `${port}` };
    const program = new Program(process.execPath, ['server.mjs'], settings, folder);
    await program.prints(/http:\/\/localhost:\d+/);
    await use();
    await program.kill();
  },
});

test.skip(!existsSync(PACKAGES), 'the packages of clients are not installed');

for (const [locale, document, language, words] of [
  ['en-US', 'docs/start.md', 'en', { name: 'Name', register: 'Register', welcome: 'Welcome, Lin: +86' }],
  ['zh-CN', 'docs/zh/start.md', 'zh', { name: '名字', register: '注册', welcome: '欢迎你，Lin：+86' }],
] as const) {
  test.describe(document, () => {
    test.use({ document, locale });

    test('the site of the first five minutes registers a number', async ({
      mobile,
      page,
      port,
      redis,
      site: _,
      webhook,
    }) => {
      await page.goto(`http://localhost:${port}`);
      const frame = page.frameLocator('menshen-gate iframe');
      const form = new RegistrationPage(page, redis, language, frame);
      await form.isAwake();
      await page.getByLabel(words.name).fill('Lin');
      await form.askRightly(mobile);
      await form.tryCode((await webhook.next()).code);
      await expect(form.verified).toBeVisible();
      await page.getByRole('button', { name: words.register, exact: true }).click();
      await expect(page.getByText(`${words.welcome}${mobile}`)).toBeVisible();
      // A line of text is no page to be looked at by the audit.
      await page.goto('/');
    });
  });
}
