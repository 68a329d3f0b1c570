// What the security headers keep away, in a real browser. Each test has a context of its own: that
// something is refused is what it is about.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, test as base } from '../support/test';

/** A page of another origin, which shows this address in a frame. */
interface Parent {
  readonly origin: string;
  framed: string;
}

const test = base.extend<{ parent: Parent }>({
  parent: async ({}, use) => {
    const server = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(`<iframe src="${parent.framed}" width="400" height="900"></iframe>`);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const parent: Parent = { origin: `http://127.0.0.1:${port}`, framed: '' };
    await use(parent);
    server.closeAllConnections();
    server.close();
  },
});

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
    await route.fulfill({ response, body: html.replace('<h1', `${bad}<h1`) });
  });
  await page.goto(menshen.url);
  await expect(page.locator('#gate[data-awake]')).toBeVisible();
  await expect.poll(() => refused.filter((text) => text.includes('script-src')).length).toBe(2);
  expect(await page.evaluate(() => 'taken' in window)).toBe(false);
  await context.close();
});

for (const isNamed of [false, true]) {
  test.describe(`a parent that the operator has ${isNamed ? '' : 'not '}named`, () => {
    test.use({
      settings: async ({ parent }, use) =>
        use(isNamed ? { FRAME_ANCESTORS: `self,${parent.origin}` } : {}),
    });

    test(`${isNamed ? 'shows' : 'can not show'} the page in a frame`, async ({
      browser,
      menshen,
      parent,
    }) => {
      parent.framed = menshen.url;
      const context = await browser.newContext();
      const page = await context.newPage();
      const refused: string[] = [];
      page.on('console', (message) => refused.push(message.text()));
      await page.goto(parent.origin);
      const gate = page.frameLocator('iframe').locator('#gate[data-awake]');
      if (isNamed) {
        await expect(gate).toBeVisible();
      } else {
        await expect.poll(() => refused.join()).toContain('frame-ancestors');
        await expect(gate).toHaveCount(0);
      }
      await context.close();
    });
  });
}
