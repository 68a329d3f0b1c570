// The page in every language that it offers, on a narrow phone: its direction, nothing that scrolls
// sideways, axe by day and by night, a message and its refusals in that language. The console likewise.
//
// `SCREENSHOTS=1` writes what they look like to `screenshots/languages`: for people to look at.

import { join } from 'node:path';

import { type Browser, expect, type Page } from '@playwright/test';

import { test as withConsole, TOKEN } from '../support/console';
import { pictureLoads, readPicture } from '../support/picture';
import { languages } from '../support/registration-page';
import { isAccessible, test } from '../support/test';

const PHONE = { viewport: { width: 320, height: 640 } };

// Twelve people ask from one address, which is more than one may in an hour.
test.use({ settings: { SMS_PER_ADDRESS_HOUR: '100' } });

/** Written from right to left. */
const RTL = new Set(['ar']);

/** What is photographed; the rest is alike. */
const PHOTOGRAPHED = new Set(['zh', 'zh-Hant', 'en', 'ar', 'ru', 'ja', 'de']);

async function photograph(page: Page, language: string, name: string): Promise<void> {
  if (!process.env.SCREENSHOTS || !PHOTOGRAPHED.has(language)) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const path = join(__dirname, '../screenshots/languages', `${language}-${name}-${colorScheme}.png`);
    await page.screenshot({ path, fullPage: true });
  }
}

/** In this language, in its direction, without anything cut off or in the way. */
async function isWell(page: Page, language: string, name: string): Promise<void> {
  const html = page.locator('html');
  await expect(html, language).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : language);
  await expect(html, language).toHaveAttribute('dir', RTL.has(language) ? 'rtl' : 'ltr');
  const { scroll, width } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    width: innerWidth,
  }));
  expect(scroll, `${language}, ${name}: nothing scrolls sideways`).toBeLessThanOrEqual(width);
  await isAccessible(page);
  await photograph(page, language, name);
}

/** A person who has never been here, on a phone. */
const visitor = async (browser: Browser, baseURL: string | undefined) =>
  (await browser.newContext({ ...PHONE, baseURL })).newPage();

test('every language is well on a narrow phone, from the first visit to the message', async ({
  baseURL,
  browser,
  mobile,
  page,
  redis,
  webhook,
}) => {
  test.slow();
  await page.goto('/');
  const all = await languages(page);
  expect(all.length).toBe(12);
  const titles = new Set<string>();
  for (const [place, language] of all.entries()) {
    const own = await visitor(browser, baseURL);
    await own.goto(`/?lang=${language}`);
    await own.locator('#gate[data-awake]').waitFor();
    titles.add(await own.title());
    await pictureLoads(own.locator('#picture'));
    await own.locator('footer summary').click();
    await isWell(own, language, 'page');

    await own.locator('#get-code').click();
    await expect(own.locator('#mobile-error')).not.toBeEmpty();
    await isWell(own, language, 'empty');

    // Each its own number, and typed from left to right in every language.
    const number = `${mobile.slice(0, 9)}${10 + place}`;
    await own.locator('#mobile').fill(number);
    await expect(own.locator('#mobile')).toHaveCSS('direction', 'ltr');
    await own.locator('#image_code').fill(await readPicture(own.locator('#picture'), redis));
    await own.locator('#get-code').click();
    await webhook.next();
    await expect(own.locator('#resend')).toHaveAttribute('aria-disabled', 'true');
    await isWell(own, language, 'sent');
    await own.context().close();
  }
  expect(titles.size, 'each language has a title of its own').toBe(all.length);
});

test('the form in a frame is as well as the page', async ({ baseURL, browser, page }) => {
  test.slow();
  await page.goto('/');
  for (const language of await languages(page)) {
    const own = await visitor(browser, baseURL);
    await own.goto(`/embed?lang=${language}&theme=system&parent=${baseURL}`);
    await isWell(own, language, 'frame');
    await own.context().close();
  }
});

withConsole('the console is well in every language', async ({ browser, page, site }) => {
  withConsole.slow();
  await site.isBusy();
  await page.goto('/');
  for (const language of await languages(page)) {
    const own = await (await browser.newContext(PHONE)).newPage();
    await own.goto(`${site.console}?lang=${language}`);
    await isWell(own, language, 'log-in');
    await own.locator('#name').fill('Lin');
    await own.locator('#token').fill(TOKEN);
    await own.locator('button').click();
    await expect(own.locator('.plot').first()).toBeVisible();
    await isWell(own, language, 'console');
    await own.context().close();
  }
});
