// How the element's script may come into another site's page.

import type { Page } from '@playwright/test';

import { test } from '../support/embedding';
import { GATE } from '../support/host-site';
import { expect } from '../support/test';

const CLASSIC = `<script src="${GATE}/embed.js" defer></script>`;

/** All that the console and the page's errors say, but for the icon that no page here has. */
function listen(page: Page): string[] {
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  return said;
}
const quiet = (said: string[]) =>
  expect(said.filter((text) => !text.includes('404'))).toEqual([]);

for (const [how, script] of [
  ['a module', `<script type="module" src="${GATE}/embed.js"></script>`],
  ['what an import() brings', `<script>import('${GATE}/embed.js')</script>`],
  [
    'what a module of another site imports',
    `<script src="/other/app.js"></script><script src="/other/embed.js"></script>`,
  ],
  [
    'what was loaded ahead and then imported',
    `<link rel="modulepreload" href="${GATE}/embed.js"><script src="/other/late.js" defer></script>`,
  ],
  [
    'a script that a script adds',
    `<script>document.head.append(Object.assign(document.createElement('script'), { src: '${GATE}/embed.js?v=2' }))</script>`,
  ],
  [
    'one beside others of the same name',
    `<script src="/embed.js"></script><script src="/other/embed.js"></script>${CLASSIC}<script src="/third/embed.js" defer></script>`,
  ],
  [
    'a module beside others of the same name',
    `<script src="/embed.js"></script><script src="/other/embed.js"></script><script type="module" src="${GATE}/embed.js"></script>`,
  ],
] as const) {
  test(`as ${how} the script knows where it comes from`, async ({ framed, host, page }) => {
    host.change = (html) => html.replace(CLASSIC.replace(GATE, host.gate), script.replaceAll(GATE, host.gate));
    for (const path of ['/embed.js', '/other/embed.js', '/third/embed.js']) host.pages[path] = '0;';
    host.pages['/other/app.js'] = `import('${GATE}/embed.js');`;
    host.pages['/other/late.js'] = `addEventListener('load', () => import('${GATE}/embed.js'));`;
    const said = listen(page);
    await page.goto(host.origin);
    await framed.isAwake();
    await expect(page.locator('menshen-gate iframe')).toHaveAttribute(
      'src',
      new RegExp(`^${host.gate}/embed\\?`),
    );
    quiet(said);
  });
}

test('from under a path the script shows the form under that path', async ({ host, page }) => {
  for (const [script, form] of [
    ['/menshen/embed.js', '/menshen/embed'],
    ['/a/b/embed.js?c=/d/embed.js', '/a/b/embed'],
  ] as const) {
    await page.route(`${host.gate}${script}`, async (route) =>
      route.fulfill({ response: await route.fetch({ url: `${host.gate}/embed.js` }) }),
    );
    for (const kind of ['defer', 'type="module"']) {
      host.change = (html) =>
        html.replace(/<script src="http[^>]*>/, `<script src="${host.gate}${script}" ${kind}>`);
      const asked = page.waitForRequest((request) => request.url().includes('parent='));
      await page.goto(host.origin);
      expect((await asked).url()).toMatch(`${host.gate}${form}?lang=`);
    }
  }
  // There is nothing at these addresses of this server; the audit is for pages that there are.
  await page.close();
});

test('a page that loads the script again, in whatever way, has one form and no error', async ({
  framed,
  host,
  page,
}) => {
  const script = CLASSIC.replace(GATE, host.gate);
  const said = listen(page);
  // Once more before it, as another kind, and once more when the form is there.
  host.change = (html) =>
    html
      .replace('</head>', `${script}<script type="module" src="${host.gate}/embed.js"></script></head>`)
      .replace('<head>', `<head><script type="module" src="${host.gate}/embed.js?first"></script>`);
  await page.goto(host.origin);
  await framed.isAwake();
  await framed.mobile.fill('139');
  await page.addScriptTag({ url: `${host.gate}/embed.js?again` });
  await page.addScriptTag({ url: `${host.gate}/embed.js?again`, type: 'module' });
  // Also where no tag is left that names it.
  await page.evaluate((gate) => {
    document.querySelectorAll('script').forEach((script) => script.remove());
    return import(`${gate}/embed.js?more`);
  }, host.gate);
  await expect(page.locator('menshen-gate iframe')).toHaveCount(1);
  await expect(framed.mobile).toHaveValue('139');
  quiet(said);
});
