// What the security headers keep away, in a real browser. Each test has a context of its own: that
// something is refused is what it is about.

import { expect, test } from '../support/test';

/** An origin that is answered by the test itself. */
const PARENT = 'http://127.0.0.1:8999';

test('a script that got into the page does not run, and the page works on', async ({
  browser,
  menshen,
}) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const refused: string[] = [];
  page.on('console', (message) => refused.push(message.text()));
  await page.route(`${menshen.url}/`, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    const bad = '<script>taken = 1</script><img src="/none" onerror="taken = 2">';
    await route.fulfill({ response, body: html.replace('<h1>', `${bad}<h1>`) });
  });
  await page.goto(menshen.url);
  await expect(page.locator('#gate[data-awake]')).toBeVisible();
  await expect.poll(() => refused.filter((text) => text.includes('script-src')).length).toBe(2);
  expect(await page.evaluate(() => 'taken' in window)).toBe(false);
  await context.close();
});

for (const [who, settings, isShown] of [
  ['nobody', {}, false],
  ['who is named', { FRAME_ANCESTORS: `self,${PARENT}` }, true],
] as const) {
  test.describe(`when the operator names ${isShown ? 'a parent' : 'no parent'}`, () => {
    test.use({ settings });

    test(`${who} may show the page in a frame`, async ({ browser, menshen }) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const body = `<iframe src="${menshen.url}" width="400" height="900"></iframe>`;
      await page.route(`${PARENT}/`, (route) => route.fulfill({ body, contentType: 'text/html' }));
      await page.goto(PARENT);
      const gate = page.frameLocator('iframe').locator('#gate[data-awake]');
      if (isShown) {
        await expect(gate).toBeVisible();
      } else {
        await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
        await expect(gate).toHaveCount(0);
      }
      await context.close();
    });
  });
}
