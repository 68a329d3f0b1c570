// The console for operators: without any script, by keyboard alone, from 320 pixels on.

import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, test, TOKEN } from '../support/console';
import { RegistrationPage } from '../support/registration-page';

const WORDS = {
  'zh-CN': {
    name: '你的名字',
    token: '令牌',
    stop: '停发所有短信…',
    sure: '停发所有短信',
    stopped: '已全部停发',
    resume: '恢复发送短信…',
    sureResume: '恢复发送短信',
    plots: ['流程', '拒绝原因', '各国家和地区的验证率', '各号段的验证率', '耗时', '额度'],
    table: '数据表 · 流程',
    longer: '最近两天',
    out: '退出登录',
  },
  'en-US': {
    name: 'Your name',
    token: 'Token',
    stop: 'Stop all messages…',
    sure: 'Stop all messages',
    stopped: 'are all stopped',
    resume: 'Send messages again…',
    sureResume: 'Send messages again',
    plots: ['Funnel', 'Refusals', 'Conversion by country', 'Conversion by prefix', 'Latency', 'Budget'],
    table: 'Table · Funnel',
    longer: 'Last two days',
    out: 'Log out',
  },
} as const;

/** Moves the focus on until it is on this. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.keyboard.press('Tab');
    // Asked once: when nothing has the focus any more, a question for one element would wait for it.
    const focused = await page.locator(':focus').allInnerTexts();
    if (focused.some((text) => text.trim() === name)) return;
  }
  throw new Error(`no Tab leads to ${name}`);
}

async function logIn(page: Page, words: (typeof WORDS)[keyof typeof WORDS]): Promise<void> {
  await page.getByLabel(words.name).focus();
  await page.keyboard.type('Lin');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel(words.token)).toBeFocused();
  await page.keyboard.type(TOKEN);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: words.out })).toBeVisible();
}

const isNarrowEnough = async (page: Page) => {
  // Without scripts the page can't be asked, so what it shows is: nothing scrolls sideways.
  const { width = 0 } = (await page.locator('body').boundingBox()) ?? {};
  expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
  for (const section of await page.locator('section, form, h1, .plot').all()) {
    const box = await section.boundingBox();
    if (box) expect(box.x + box.width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
  }
};

for (const [locale, width] of [
  ['zh-CN', 320],
  ['en-US', 320],
  ['zh-CN', 1280],
  ['en-US', 1280],
] as const) {
  const words = WORDS[locale];
  test.describe(`${locale}, ${width} pixels`, () => {
    test.use({ locale, viewport: { width, height: 900 }, javaScriptEnabled: false });

    test('operators log in, look at every plot and stop all messages', async ({
      browser,
      page,
      site,
    }) => {
      test.slow();
      await site.isBusy();
      const origins = new Set<string>();
      page.on('request', (request) => origins.add(new URL(request.url()).origin));
      // One on each screen, in a language and colours of its own, as for the page.
      const photo = async () => {
        if (!process.env.SCREENSHOTS || (locale === 'zh-CN') !== (width === 320)) return;
        const [name, colorScheme] =
          width === 320 ? (['phone', 'light'] as const) : (['desktop', 'dark'] as const);
        await page.emulateMedia({ colorScheme });
        const path = join(__dirname, '../screenshots', `${name}-console.png`);
        await page.screenshot({ path, fullPage: true });
        await page.emulateMedia({ colorScheme: null });
      };
      await page.goto(site.console);
      await isNarrowEnough(page);
      await logIn(page, words);

      for (const name of words.plots) {
        const plot = page.getByRole('img', { name: new RegExp(`^${name}`) });
        await expect(plot).toBeVisible();
      }
      await expect(page.locator('script')).toHaveCount(0);
      await isNarrowEnough(page);
      await photo();

      await tabTo(page, words.table);
      await page.keyboard.press('Enter');
      const table = page.locator('.scroll').first();
      await expect(table).toBeVisible();
      await expect(table.getByRole('row')).toHaveCount(61);
      await isNarrowEnough(page);

      await page.getByRole('link', { name: words.stop }).focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: words.sure })).toBeVisible();
      // Asked, not done.
      expect(await site.send('13800138000')).toBe(200);
      await isNarrowEnough(page);
      await tabTo(page, words.sure);
      await page.keyboard.press('Enter');
      await expect(page.getByText(words.stopped)).toBeVisible();
      await expect(page.getByText('Lin', { exact: false }).first()).toBeVisible();
      expect(await site.send('13800138001')).toBe(503);
      await isNarrowEnough(page);
      expect([...origins]).toEqual([new URL(site.console).origin]);

      if (width === 1280 && locale === 'zh-CN') {
        const people = await browser.newContext({ locale, javaScriptEnabled: true });
        const open = await people.newPage();
        await open.goto(site.menshen.url);
        const form = new RegistrationPage(open, site.redis);
        await form.isAwake();
        await form.askRightly('13800138002');
        await expect(open.getByText('本站已暂停发送短信，请稍后再来')).toBeVisible();
        await people.close();
      }

      await page.getByRole('link', { name: words.resume }).click();
      await page.getByRole('button', { name: words.sureResume }).click();
      await expect(page.getByText(words.stopped)).toHaveCount(0);
      expect(await site.send('13900138003')).toBe(200);
      await page.getByRole('link', { name: words.longer }).click();
      await expect(page.getByRole('img', { name: new RegExp(`^${words.plots[0]}`) })).toBeVisible();
    });

    test('a wrong token is refused in words', async ({ page, site }) => {
      await page.goto(site.console);
      await page.getByLabel(words.name).fill('Lin');
      await page.getByLabel(words.token).fill('not-the-token-at-all');
      await page.keyboard.press('Enter');
      await expect(page.getByLabel(words.token)).toHaveAttribute('aria-invalid', 'true');
      await expect(page.getByRole('alert')).not.toBeEmpty();
    });

    test('the question before a switch is turned is a page of its own', async ({ page, site }) => {
      await page.goto(site.console);
      await logIn(page, words);
      await page.getByRole('link', { name: words.stop }).click();
      await expect(page.getByRole('button', { name: words.sure })).toBeVisible();
    });
  });
}

test('what a person did is in the numbers of the console', async ({ page, site }) => {
  expect(await site.verify('13800138000')).toBe(200);
  await page.goto(`${site.console}?lang=en`);
  await logIn(page, WORDS['en-US']);
  await expect(async () => {
    await page.getByRole('link', { name: 'Reload' }).click();
    await expect(page.getByText('1 / 1 · 100 %').first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByText('+861380013****').first()).toBeVisible();
});
