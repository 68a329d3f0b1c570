// The console's pages beside the first one: lists and caps, decisions, the audit log. Without any script, from 320
// pixels on, and by keyboard.

import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, test, TOKEN } from '../support/console';

const WORDS = {
  'zh-CN': {
    pages: ['概览', '名单与上限', '决定', '操作记录'],
    kind: '对象',
    value: '值',
    effect: '作用',
    note: '备注',
    save: '保存',
    remove: '删除',
    wrong: '值与对象不符，没有保存。',
    nothing: '暂无记录。',
    added: '添加规则',
  },
  'en-US': {
    pages: ['Overview', 'Lists and caps', 'Decisions', 'Audit log'],
    kind: 'Of what',
    value: 'Value',
    effect: 'Effect',
    note: 'Note',
    save: 'Save',
    remove: 'Remove',
    wrong: 'The value does not fit what the entry is about. Nothing was saved.',
    nothing: 'Nothing here.',
    added: 'Added an entry',
  },
} as const;

async function logIn(page: Page, console: string): Promise<void> {
  await page.goto(console);
  await page.locator('#name').fill('Lin');
  await page.locator('#token').fill(TOKEN);
  await page.keyboard.press('Enter');
  await expect(page.locator('#switches')).toBeVisible();
}

/** Nothing but the tables' own frames scrolls sideways. */
async function isNarrowEnough(page: Page): Promise<void> {
  const most = page.viewportSize()?.width ?? 0;
  for (const part of await page.locator('body, section, form, h1, .records, .fields input').all()) {
    // Those of a table are in a frame that scrolls.
    if ((await part.locator('xpath=ancestor::table').count()) > 0) continue;
    const box = await part.boundingBox();
    if (box) expect(box.x + box.width).toBeLessThanOrEqual(most);
  }
}

for (const [locale, width] of [
  ['zh-CN', 320],
  ['en-US', 1280],
] as const) {
  const words = WORDS[locale];
  test.describe(`${locale}, ${width} pixels`, () => {
    test.use({ locale, viewport: { width, height: 900 }, javaScriptEnabled: false });

    const photo = async (page: Page, name: string) => {
      if (!process.env.SCREENSHOTS) return;
      const colorScheme = width === 320 ? 'light' : 'dark';
      await page.emulateMedia({ colorScheme });
      const path = join(__dirname, '../screenshots', `${name}-${width}.png`);
      await page.screenshot({ path, fullPage: true });
      await page.emulateMedia({ colorScheme: null });
    };

    test('an operator denies a number, lifts that again, and both are written down', async ({
      page,
      site,
    }) => {
      test.slow();
      await logIn(page, site.console);
      await page.getByRole('link', { name: words.pages[1], exact: true }).click();
      await expect(page.getByText(words.nothing)).toBeVisible();

      // By keyboard alone, from the first field on.
      await page.getByLabel(words.kind).focus();
      await page.keyboard.press('Tab');
      await expect(page.getByLabel(words.value)).toBeFocused();
      await page.keyboard.type('12345');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('alert')).toHaveText(words.wrong);
      await expect(page.getByLabel(words.value)).toHaveValue('12345');
      await isNarrowEnough(page);
      await page.getByLabel(words.value).fill('13800138000');
      await page.getByLabel(words.note).fill('pumping, 每天几百条 <b>');
      await page.getByRole('button', { name: words.save, exact: true }).click();

      await expect(page.getByText('+861380013****')).toBeVisible();
      await expect(page.getByText('pumping, 每天几百条 <b>')).toBeVisible();
      expect(await site.send('13800138000')).toBe(422);
      expect(await site.send('13800138001')).toBe(200);
      await isNarrowEnough(page);
      await photo(page, 'rules');

      await page.getByRole('button', { name: `${words.remove} ·` }).press('Enter');
      await expect(page.getByText(words.nothing)).toBeVisible();
      expect(await site.send('13800138000')).toBe(200);

      await page.getByRole('link', { name: words.pages[3], exact: true }).click();
      await expect(page.getByRole('heading', { name: words.pages[3] })).toBeVisible();
      await expect(page.getByRole('row')).toHaveCount(4);
      await expect(page.getByRole('cell', { name: words.added, exact: true })).toBeVisible();
      await isNarrowEnough(page);
      await photo(page, 'audit');
    });

    test('the page of decisions filters by what is chosen', async ({ page, site }) => {
      const decision = (n: number, verdict: string, reasons: string[]) => ({
        id: `${n}`,
        at_ms: Date.now() + n,
        verdict,
        outcome: verdict === 'refuse' ? 'sending-paused' : '',
        enforced: true,
        reasons,
        country: 'CN',
        prefix: `+86138001${n % 10}`,
        network: '192.0.2.0/24',
        system: null,
        phone: '',
        address: '',
      });
      const all = [
        decision(1, 'allow', []),
        decision(2, 'step-up', ['prefix-unverified']),
        decision(3, 'refuse', ['prefix-unverified', 'country-volume']),
      ];
      for (const record of all) await site.redis.addDecision(record.at_ms, JSON.stringify(record));
      await logIn(page, site.console);
      await page.getByRole('link', { name: words.pages[2], exact: true }).click();
      await expect(page.getByRole('row')).toHaveCount(4);
      await isNarrowEnough(page);
      await photo(page, 'decisions');
      await page.locator('#reason').selectOption('country-volume');
      await page.locator('form.fields button').click();
      await expect(page.getByRole('row')).toHaveCount(2);
      await expect(page.locator('#reason')).toHaveValue('country-volume');
      await expect(page.getByText('sending-paused')).toBeVisible();
    });
  });
}
