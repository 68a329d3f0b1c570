// `make demo`, walked as a visitor of the shop and as its operator. It is a program of the debug build.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Program } from '../support/program';
import { RegistrationPage } from '../support/registration-page';
import { expect, test as base } from '../support/test';

const ROOT = resolve(__dirname, '../..');
const DEMO = join(ROOT, 'target/debug/examples/demo');

const test = base.extend<{ demo: Record<'shop' | 'console' | 'token', string> }>({
  demo: async ({ redis }, use) => {
    const places = ['shop', 'menshen', 'console'].map((name) => `--${name}=127.0.0.1:0`);
    // Where the tests can read a picture.
    const args = [...places, `--redis=redis://127.0.0.1:${redis.port}`];
    const program = new Program(DEMO, args, {}, ROOT);
    const [, shop = ''] = await program.prints(/^shop and phone +(\S+)$/m);
    const [, console = '', token = ''] = await program.prints(/^console +(\S+) +\(token: (\S+)\)$/m);
    await use({ shop, console, token });
    await program.stop();
  },
  // The browser goes before the demo does: the audit at the end asks for its style sheet.
  baseURL: async ({ demo }, use) => use(demo.shop),
});

test.skip(!existsSync(DEMO) || !!process.env.MENSHEN, 'the demo is built for the debug build alone');
test.use({ viewport: { width: 1280, height: 1000 } });

/** A picture of the documents, which `make screenshots` makes. */
const shows = (name: string) => ({ path: join(ROOT, 'docs', `screenshot-${name}.png`) });

for (const [locale, language, words] of [
  ['en-US', 'en', { name: 'Name', create: 'Create account', welcome: /^Welcome, Lin! .*\+86139/ }],
  ['zh-CN', 'zh', { name: '名字', create: '创建账户', welcome: /^欢迎你，Lin！.*\+86139/ }],
] as const) {
  test.describe(locale, () => {
    test.use({ locale });

    test('a visitor of the shop registers with the code that the phone shows', async ({ mobile, page, redis }) => {
      await page.goto('/');
      const frame = page.frameLocator('menshen-gate iframe');
      const form = new RegistrationPage(page, redis, language, frame);
      await form.isAwake();
      await page.getByLabel(words.name).fill('Lin');
      await form.askRightly(mobile);
      const message = page.getByRole('listitem').first();
      await expect(message).toContainText(`+86${mobile}`);
      const [code = ''] = /\b\d{6}\b/.exec((await message.innerText()).split('\n').slice(1).join(' ')) ?? [];
      if (process.env.SCREENSHOTS) await page.screenshot(shows(`demo-${language}`));
      await form.tryCode(code);
      await page.getByRole('button', { name: words.create }).click();
      await expect(page.locator('#said')).toHaveText(words.welcome);
    });
  });
}

for (const [locale, language, words] of [
  ['en-US', 'en', { name: 'Your name', token: 'Token', span: 'Last two days', refusals: 'Refusals' }],
  ['zh-CN', 'zh', { name: '你的名字', token: '令牌', span: '最近两天', refusals: '拒绝原因' }],
] as const) {
  test.describe(`the console, ${locale}`, () => {
    test.use({ locale });

    test('shows the operator of the demo two days and an attack', async ({ demo, page }) => {
      await page.goto(demo.console);
      await page.getByLabel(words.name).fill('Lin');
      await page.getByLabel(words.token).fill(demo.token);
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: words.span }).click();
      const refusals = page.getByRole('region', { name: words.refusals });
      await expect(refusals).toContainText('address-limited');
      if (process.env.SCREENSHOTS) await page.screenshot({ ...shows(`console-${language}`), fullPage: true });
    });
  });
}
