// The message that a person sends in place of one that the site sends: by the island and by the plain forms.

import type { Page } from '@playwright/test';

import { readPicture, readPlainPicture } from '../support/picture';
import { RegistrationPage } from '../support/registration-page';
import { expect, isAccessible, test } from '../support/test';

const TOKEN = 'a-token-of-the-operator';
const NUMBER = '+15005550006';

const SETTINGS = {
  SMS_STEP_UP: 'reverse-message',
  SMS_INBOUND_PROVIDER: 'tencent',
  SMS_INBOUND_SECRET: TOKEN,
  SMS_INBOUND_NUMBER: NUMBER,
  SMS_INBOUND_NAME: 'Example',
};

/** Hands on what this number sends, as the provider does. */
async function arrives(url: string, mobile: string, text: string): Promise<void> {
  const message = { mobile, nationcode: '86', text, time: Math.floor(Date.now() / 1000) };
  const body = JSON.stringify(message);
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/inbound/tencent/${TOKEN}`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
}

/** What is to be sent, as the page shows it. */
async function asked(page: Page): Promise<string> {
  await expect(page.locator('#reverse')).toBeVisible();
  await expect(page.locator('#reverse-to')).toHaveValue(NUMBER);
  await expect(page.locator('#verify-form')).toBeHidden();
  const text = await page.locator('#reverse-text').inputValue();
  expect(text).toMatch(/Example [2-9A-HJ-NP-Z]{8}$/);
  // All three ways say the same.
  const link = await page.locator('#reverse-link').getAttribute('href');
  expect(link && decodeURIComponent(link)).toBe(`sms:${NUMBER}?&body=${text}`);
  await expect(page.locator('#reverse-qr')).toHaveAttribute('viewBox', /^0 0 (\d+) \1$/);
  await expect(page.locator('#reverse-qr-path')).toHaveAttribute('d', /^(M\d+ \d+h1v1h-1z)+$/);
  return text;
}

const PLACES = [
  { locale: 'zh-CN', viewport: { width: 360, height: 740 } },
  { locale: 'en', viewport: { width: 360, height: 740 } },
  { locale: 'ar', viewport: { width: 1000, height: 900 } },
];

for (const { locale, viewport } of PLACES) {
  for (const javaScriptEnabled of [true, false]) {
    test.describe(`${locale}, ${javaScriptEnabled ? 'with' : 'without'} scripts`, () => {
      test.use({ locale, viewport, javaScriptEnabled, settings: SETTINGS });

      test('a number is verified by a message that the person sends', async ({
        menshen,
        mobile,
        page,
        redis,
        webhook,
      }) => {
        await page.goto('/');
        const answer = await (javaScriptEnabled
          ? readPicture(page.locator('#picture'), redis)
          : readPlainPicture(page, redis));
        await page.locator('#mobile').fill(mobile);
        await page.locator('#image_code').fill(answer);
        await page.locator('#image_code').press('Enter');
        const text = await asked(page);
        // Nothing has to be scrolled sideways.
        const width = await page.evaluate('document.documentElement.scrollWidth');
        expect(width).toBeLessThanOrEqual(viewport.width);
        if (process.env.SHOTS) {
          const name = `${locale}-${javaScriptEnabled ? 'island' : 'plain'}.png`;
          await page.screenshot({ path: `${process.env.SHOTS}/${name}`, fullPage: true });
        }

        await expect(page.locator('#form-error')).toBeEmpty();
        if (javaScriptEnabled) await isAccessible(page);
        const status = page.locator('#reverse-status');
        const waiting = await status.textContent();
        await page.locator('#reverse-form button').click();
        await expect(status).not.toHaveText(waiting ?? '');
        expect(await asked(page)).toBe(text);
        await arrives(menshen.url, mobile, text);
        if (!javaScriptEnabled) await page.locator('#reverse-form button').click();
        await expect(page.locator('#verified')).toBeVisible();
        await expect(page.locator('input[name=ticket]')).toHaveValue(/^[\w-]{43}$/);
        expect(webhook.count).toBe(0);
      });
    });
  }
}

test.describe('with scripts', () => {
  test.use({ settings: SETTINGS, locale: 'en' });

  test('the keyboard is enough, and another number begins anew', async ({ mobile, page, redis }) => {
    const form = new RegistrationPage(page, redis, 'en');
    await form.open();
    await form.askRightly(mobile);
    await asked(page);
    await expect(page.locator('#reverse-title')).toBeFocused();
    await expect(form.getCode, 'one step at a time').toBeHidden();
    await page.keyboard.press('Tab');
    await expect(page.locator('#reverse-to')).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.locator('#reverse-status')).toHaveText('Copied');
    await form.change.click();
    await expect(page.locator('#reverse')).toBeHidden();
    await expect(form.mobile).toBeFocused();
    await expect(form.getCode).toBeVisible();
  });
});
