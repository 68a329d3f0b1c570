// Every state of the page, on phone and desktop, from left to right and from right to left: axe by day and by
// night, at least 44 pixels under every finger and a gap between them, nothing that scrolls sideways.
//
// `npm run screenshots` writes what they look like to `screenshots`: for people to look at, not to
// be compared, since every machine has other fonts.

import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { RegistrationPage } from '../support/registration-page';
import { expect, isAccessible, test } from '../support/test';

const LANGUAGES = { 'zh-CN': 'zh', 'en-US': 'en', ar: 'ar', 'de-DE': 'de' } as const;
type Locale = keyof typeof LANGUAGES;
type Scheme = 'light' | 'dark';

/** In which languages, and in which theme each is photographed. German has the longest words, and is only looked at. */
const SCREENS: Record<
  string,
  { viewport: { width: number; height: number }; locales: Partial<Record<Locale, Scheme>> }
> = {
  phone: {
    viewport: { width: 360, height: 760 },
    locales: {
      'zh-CN': 'light',
      'en-US': 'dark',
      ar: 'light',
      ...(process.env.SCREENSHOTS && { 'de-DE': 'light' }),
    },
  },
  desktop: {
    viewport: { width: 1024, height: 800 },
    locales: { 'en-US': 'dark' },
  },
};

/** Smaller than a finger. */
const small = (page: Page) =>
  page.evaluate(() => {
    const targets = document.querySelectorAll<HTMLElement>('button, input, a, summary');
    const seen = Array.from(targets).filter((e) => e.checkVisibility() && !e.matches('.default'));
    const boxes = seen.map((e) => ({
      name: e.id || e.textContent,
      box: e.getBoundingClientRect(),
      isBelow: e.closest('footer') !== null,
    }));
    const low = boxes.filter(({ box }) => box.height < 44).map(({ name }) => `${name} is low`);
    // Two fingers' targets have a gap between them, in the form; the links below it touch.
    const inForm = boxes.filter(({ isBelow }) => !isBelow);
    for (const [at, one] of inForm.entries()) {
      for (const other of inForm.slice(at + 1)) {
        const across = Math.max(one.box.left, other.box.left) - Math.min(one.box.right, other.box.right);
        const down = Math.max(one.box.top, other.box.top) - Math.min(one.box.bottom, other.box.bottom);
        if (Math.max(across, down) < 7.5) low.push(`${one.name} touches ${other.name}`);
      }
    }
    return low;
  });

for (const [screen, { viewport, locales }] of Object.entries(SCREENS)) {
  for (const [locale, scheme] of Object.entries(locales) as [Locale, Scheme][]) {
    test.describe(`${screen}, ${locale}`, () => {
      test.use({ locale, viewport, isMobile: screen === 'phone', hasTouch: screen === 'phone' });
      test.slow();

      test('every state', async ({ context, mobile, page, redis, webhook }) => {
        const form = new RegistrationPage(page, redis, LANGUAGES[locale]);
        const state = async (name: string) => {
          await isAccessible(page);
          expect(await small(page), name).toEqual([]);
          await expect(page.locator('h1:visible'), name).toHaveCount(1);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(wide, name).toBeLessThanOrEqual(viewport.width);
          if (!process.env.SCREENSHOTS) return;
          await page.emulateMedia({ colorScheme: scheme });
          const file = `${screen}-${LANGUAGES[locale]}-${name}.png`;
          const path = join(__dirname, '../screenshots', file);
          await page.screenshot({ path, fullPage: true });
        };

        await page.clock.install();
        let arrive = () => {};
        const late = new Promise<void>((resolve) => (arrive = resolve));
        await page.route('**/image_codes/**', async (route) => {
          await late;
          await route.abort();
        });
        await page.goto('/');
        await expect(page.locator('#gate')).toHaveAttribute('data-awake');
        await state('picture-late');
        arrive();
        await expect(page.locator('#picture-failed')).not.toBeEmpty();
        await state('picture-failed');
        await page.unroute('**/image_codes/**');

        await form.open();
        await state('first');
        await form.getCode.click();
        await expect(form.mobile).toBeFocused();
        await state('empty');
        const old = await form.pictureId();
        await form.ask(mobile, '3CACA3');
        await form.pictureAfter(old);
        await state('wrong-picture-code');
        await form.imageCode.fill('ACD');
        await page.clock.fastForward(101_000);
        await expect(form.imageCode).toHaveAttribute('aria-invalid');
        await state('picture-expired');
        await context.setOffline(true);
        await form.getCode.click();
        await expect(page.locator('#form-error')).not.toBeEmpty();
        await state('offline');
        const failed = await form.pictureId();
        await context.setOffline(false);
        await form.pictureAfter(failed);
        await form.askRightly(mobile);
        const { code } = await webhook.next();
        await expect(form.wait).toBeVisible();
        await state('sent');
        await form.tryCode(`${(Number(code) + 1) % 1_000_000}`.padStart(6, '0'));
        await expect(form.smsCode).toHaveAttribute('aria-invalid');
        await state('wrong-message-code');
        await page.clock.fastForward(61_000);
        await expect(form.wait).toBeHidden();
        await state('may-resend');
        await form.askAgain();
        await state('again');
        await form.tryCode(code);
        await expect(form.verified).toBeVisible();
        await state('verified');
        await page.goto('/no/such/page');
        await state('not-found');
      });
    });
  }
}

test.describe('without JavaScript', () => {
  const viewport = { width: 360, height: 760 };
  test.use({ javaScriptEnabled: false, locale: 'zh-CN', viewport, colorScheme: 'light' });

  test('every state that looks different', async ({ form, mobile, page }) => {
    const photograph = async (name: string) => {
      const path = join(__dirname, '../screenshots', `phone-zh-plain-${name}.png`);
      if (process.env.SCREENSHOTS) await page.screenshot({ path, fullPage: true });
    };
    await page.goto('/');
    await expect(page.locator('#plain-picture img')).toBeVisible();
    await photograph('first');
    await form.ask(mobile, '3CACA3');
    await form.isRefusedAt(form.imageCode, /./);
    await photograph('wrong-picture-code');
  });
});

test.describe('for the README', () => {
  test.skip(!process.env.SCREENSHOTS, 'only where pictures are asked for');
  test.use({
    viewport: { width: 520, height: 700 },
    deviceScaleFactor: 2,
    colorScheme: 'light',
    settings: { SITE_NAME: 'Example Shop', SITE_TERMS_URL: 'https://shop.example/terms' },
  });

  for (const language of ['en', 'zh'] as const) {
    test(`the page, ${language}`, async ({ mobile, page, redis }) => {
      const form = new RegistrationPage(page, redis, language);
      await page.goto(`/?lang=${language}`);
      await form.isAwake();
      await form.mobile.fill(mobile);
      const path = join(__dirname, `../../docs/screenshot-${language}.png`);
      await page.screenshot({ path, fullPage: true });
    });
  }
});
