// `test` with all that a browser test of Menshen needs. Each test has a server, a webhook and a
// phone number of its own; those of one worker share a Redis.

import AxeBuilder from '@axe-core/playwright';
import { type Browser, expect, type Page, test as base } from '@playwright/test';

import { Menshen, type Settings } from './menshen';
import { Redis } from './redis';
import { RegistrationPage } from './registration-page';
import { Webhook } from './webhook';

interface Fixtures {
  /** Settings of the server: `test.use({ settings: { IMAGE_CODE_TTL: '2' } })`. */
  settings: Settings;
  webhook: Webhook;
  menshen: Menshen;
  /** A phone number that no other test has. */
  mobile: string;
  /** The registration page, not yet opened. */
  form: RegistrationPage;
  /** Runs by itself: the page as the test leaves it has to be accessible and without errors. */
  audit: void;
}

let numbers = 0;

export const test = base.extend<Fixtures, { redis: Redis }>({
  redis: [
    async ({}, use) => {
      const redis = await Redis.start();
      await use(redis);
      await redis.stop();
    },
    { scope: 'worker' },
  ],

  settings: [{}, { option: true }],

  webhook: async ({}, use) => {
    const webhook = await Webhook.start();
    await use(webhook);
    await webhook.stop();
  },

  menshen: async ({ redis, webhook, settings }, use, testInfo) => {
    const menshen = await Menshen.start(redis, webhook, settings);
    await use(menshen);
    await menshen.stop();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('log of the server', { body: menshen.log, contentType: 'text/plain' });
    }
  },

  baseURL: async ({ menshen }, use) => use(menshen.url),

  mobile: async ({}, use, testInfo) => {
    numbers += 1;
    const digits = (value: number, length: number) => `${value}`.padStart(length, '0');
    await use(`139${digits(testInfo.workerIndex % 100, 2)}${digits(numbers, 6)}`);
  },

  form: async ({ page, redis }, use) => use(new RegistrationPage(page, redis)),

  audit: [
    async ({ browser, context, javaScriptEnabled }, use, testInfo) => {
      const errors: Error[] = [];
      const violations: string[] = [];
      context.on('weberror', (event) => errors.push(event.error()));
      context.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) violations.push(message.text());
      });
      await use();
      // A test that has failed has said enough.
      if (testInfo.status !== testInfo.expectedStatus) return;
      expect(errors, 'errors of the page itself').toEqual([]);
      expect(violations, 'what its own policy keeps from the page').toEqual([]);
      for (const page of context.pages()) {
        await (javaScriptEnabled ? isAccessible(page) : isPlainlyAccessible(page, browser));
      }
    },
    { auto: true },
  ],
});

/** No violation of any of axe's rules by day, and of those for colours by night. */
export async function isAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const axe = new AxeBuilder({ page });
    // By night only colours differ.
    if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block']);
    const { violations } = await axe.analyze();
    const found = violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary}`),
    }));
    expect(found, `accessibility, ${colorScheme}`).toEqual([]);
  }
}

/** The same where axe itself may not run: what is to be seen there, in a browser where it may. */
async function isPlainlyAccessible(page: Page, browser: Browser): Promise<void> {
  const html = await page.content();
  const body = html.replace(/<script[^]*?<\/script>/g, '').replace(/<\/?noscript>/g, '');
  const context = await browser.newContext({ javaScriptEnabled: true });
  const other = await context.newPage();
  await other.route(page.url(), (route) => route.fulfill({ body, contentType: 'text/html' }));
  await other.goto(page.url());
  await isAccessible(other);
  await context.close();
}

export { expect };
