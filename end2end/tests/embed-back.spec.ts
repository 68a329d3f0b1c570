// Another site's page that a browser keeps whole while its next page is shown, and shows again.

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

test('a page that comes back whole has lost its spent ticket, says so and begins anew', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  host.pages['/next'] = NEXT;
  await listen(page);
  await page.goto(host.origin);
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
  });
  await verify(framed, mobile, webhook);
  await holds(page);
  await page.goto(`${host.origin}/next`);
  await page.evaluate(() => history.back());
  await page.waitForFunction(() => (window as unknown as { persisted?: boolean }).persisted);
  await isEmpty(page);
  expect(await heard(page, 'menshen-expired')).toEqual([{ name: 'menshen-expired', field: [] }]);
  await expect(page.getByRole('button', { name: 'Register' })).toBeDisabled();
  await framed.isAwake();
});
