// The site of the documents, as `make docs` leaves it: in both languages, by day and by night.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { StaticSite } from '../support/static-site';
import { expect, isAccessible, test as base } from '../support/test';

const ROOT = resolve(__dirname, '../..');
const DOCUMENTS = join(ROOT, 'target/docs');

const test = base.extend<object, { documents: StaticSite }>({
  documents: [
    async ({}, use) => {
      const site = await StaticSite.start(DOCUMENTS);
      await use(site);
      await site.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ documents }, use) => use(documents.url),
});

test.skip(!existsSync(join(DOCUMENTS, 'index.html')), 'the site of the documents is not made: make docs');

const LANGUAGES = {
  en: {
    home: '/',
    start: 'Start in five minutes',
    search: 'Search',
    asked: 'TRUSTED_PROXIES',
    found: /operations/,
    scheme: 'light',
  },
  zh: {
    home: '/zh/',
    start: '五分钟入门',
    search: '搜索',
    // In the middle of a sentence, with nothing around it that parts words.
    asked: '倒计时',
    found: /\/zh\//,
    scheme: 'dark',
  },
} as const;

for (const [language, { home, start, search, asked, found, scheme }] of Object.entries(LANGUAGES)) {
  test.describe(language, () => {
    test.use({ locale: language === 'zh' ? 'zh-CN' : 'en-US', viewport: { width: 1280, height: 900 } });

    test('a newcomer finds the first page, and the diagram of the flow', async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(home);
      if (process.env.SCREENSHOTS) await page.screenshot({ path: join(ROOT, `docs/screenshot-docs-${language}.png`) });
      await page.getByRole('link', { name: start }).first().click();
      await expect(page.getByRole('heading', { level: 1 })).toContainText(start);
      await page.goto(`${home}flow.html`);
      const diagram = page.locator('.vp-doc img').first();
      await expect.poll(() => diagram.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
      await isAccessible(page);
    });

    test('the search finds a word without a server', async ({ documents, page }) => {
      const strange: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(documents.url)) strange.push(request.url());
      });
      await page.goto(`${home}start.html`);
      await page.getByRole('button', { name: search }).first().click();
      await page.locator('#localsearch-input').fill(asked);
      const result = page.locator('.VPLocalSearchBox .result').first();
      await expect(result).toHaveAttribute('href', found);
      expect(strange).toEqual([]);
      // Left as a reader leaves it: the box is the generator's, and not what is looked at here.
      await page.keyboard.press('Escape');
      await expect(result).toBeHidden();
    });

    test('every page of the sidebar is there, and nothing scrolls sideways on a phone', async ({ page }) => {
      test.slow();
      await page.goto(`${home}start.html`);
      const links = await page.locator('.VPSidebar a').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
      expect(links.length).toBeGreaterThan(30);
      await page.setViewportSize({ width: 360, height: 740 });
      // What is in English alone is looked at with the English pages.
      for (const link of links.filter((link) => new URL(link).pathname.startsWith(home))) {
        await page.goto(link);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide, link).toBeLessThanOrEqual(360);
        // Between them these have all that a page may have: tables, code, pictures.
        if (/\/(start|flow|api|settings|strength)\.html$/.test(link)) await isAccessible(page);
      }
    });
  });
}
