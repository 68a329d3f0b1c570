// Another site's page that a browser keeps whole while its next page is shown, and shows again.

import type { Page } from '@playwright/test';

import { heard, holds, isEmpty, listen, test, verify } from '../support/embedding';
import { expect } from '../support/test';
import config from '../playwright.config';

// Playwright turns this cache off.
test.use({
  launchOptions: {
    ...config.use?.launchOptions,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  },
});

const NEXT = '<!doctype html><html lang="en"><title>Next</title><main><h1>Next</h1></main></html>';

/** A browser keeps no page when it is busy, or short of memory: then what comes back is a new one. */
const TRIES = 5;

/** Leaves the page and comes back. `null` when it is the one that was left, else why it is not. */
async function leaveAndComeBack(page: Page, origin: string): Promise<string | null> {
  await page.evaluate(() => Object.assign(window, { isTheOldOne: true }));
  await page.goto(`${origin}/next`);
  // Not at once: a page that is gone can't answer.
  await page.evaluate(() => void setTimeout(() => history.back()));
  // A page that comes back whole is not loaded, so that there is no such event to wait for.
  await page.waitForFunction(() => location.pathname === '/' && document.readyState === 'complete');
  return page.evaluate(() => {
    if ('isTheOldOne' in window) return null;
    const [navigation] = performance.getEntriesByType('navigation');
    return JSON.stringify((navigation as unknown as { notRestoredReasons: unknown }).notRestoredReasons);
  });
}

/** The messages that the page got after an event of this name. */
const heardSince = (page: Page, name: string): Promise<unknown[]> =>
  page.evaluate((name) => {
    const { heard } = window as unknown as { heard: { name: string; data?: unknown }[] };
    return heard.slice(heard.findLastIndex((news) => news.name === name) + 1).map(({ data }) => data);
  }, name);

test('a page that comes back whole has lost its spent ticket, says so and begins anew', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  host.pages['/next'] = NEXT;
  await listen(page);
  for (let tries = 1, lost: string | null = ''; lost !== null; tries++) {
    expect(tries, `the browser keeps no page: ${lost}`).toBeLessThanOrEqual(TRIES);
    await page.goto(host.origin);
    await verify(framed, `13${tries}${mobile.slice(3)}`, webhook);
    await holds(page);
    lost = await leaveAndComeBack(page, host.origin);
  }
  await isEmpty(page);
  expect(await heard(page, 'menshen-expired')).toEqual([{ name: 'menshen-expired', field: [] }]);
  await expect(page.getByRole('button', { name: 'Register' })).toBeDisabled();
  // The new form says so itself: Playwright can lose sight of frames in a page that comes back whole.
  const greeting = { menshen: expect.objectContaining({ ready: true }) };
  await expect.poll(() => heardSince(page, 'menshen-expired')).toContainEqual(greeting);
});
