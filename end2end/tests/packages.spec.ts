// The packages under `clients`: their examples, built with the commands of their READMEs, on a site of
// another origin.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { holds, isEmpty, test, verify } from '../support/embedding';
import { build } from '../support/packages';
import { expect } from '../support/test';

const CLIENTS = join(__dirname, '../../clients');

// One after the other: Vite refuses to build one project twice at a time.
test.describe.configure({ mode: 'default' });

test.skip(!existsSync(join(CLIENTS, 'node_modules')), 'the packages of clients are not installed');

test('the element has at most four kilobytes', () => {
  const module = readFileSync(join(CLIENTS, 'menshen-element/index.js'));
  expect(brotliCompressSync(module).length).toBeLessThanOrEqual(4096);
});

for (const name of ['menshen-element', 'menshen-react', 'menshen-vue']) {
  test(`the example of ${name} ends with a registered number`, async ({
    framed,
    host,
    menshen,
    mobile,
    page,
    webhook,
  }, info) => {
    Object.assign(host.pages, await build(name, menshen.url, info.outputPath('site')));
    await page.goto(host.origin);
    await page.getByLabel('Name').fill('Lin');
    await verify(framed, mobile, webhook);
    await holds(page);
    await page.getByRole('button', { name: 'Register' }).click();
    await expect(page.getByText(`{"name":"Lin","mobile":"+86${mobile}"}`)).toBeVisible();
    // A form without any script has led away to the answer.
    if (name === 'menshen-element') return void (await page.goBack());

    // The ticket is spent, so the form has started over.
    await expect(page.getByRole('button', { name: 'Register' })).toBeDisabled();
    await framed.isAwake();
    // Gone and back: a new form, and nothing left of the old one.
    await page.getByRole('button', { name: 'Close' }).click();
    await expect(page.locator('menshen-gate')).toHaveCount(0);
    await page.getByRole('button', { name: 'Open' }).click();
    await framed.isAwake();
    await isEmpty(page);
  });
}

test('imported twice, and beside the script of the server, the element is one', async ({
  framed,
  host,
  menshen,
  mobile,
  page,
  webhook,
}) => {
  const module = readFileSync(join(CLIENTS, 'menshen-element/index.js'), 'utf8');
  host.pages['/a.js'] = module;
  host.pages['/b.js'] = module;
  host.pages['/'] = `<!doctype html><html lang="en"><title>Register</title>
    <script src="${menshen.url}/embed.js"></script>
    <script type="module">
      import { MenshenGate as a } from './a.js';
      import { MenshenGate as b } from './b.js';
      document.title = String(a === b && a === customElements.get('menshen-gate'));
    </script>
    <main><h1>Register</h1>
    <form><menshen-gate name="ticket" server="${menshen.url}/"></menshen-gate></form></main>`;
  await page.goto(host.origin);
  await expect(page).toHaveTitle('true');
  await verify(framed, mobile, webhook);
  await holds(page);
});

test('two elements on one page are two forms', async ({ host, menshen, page }) => {
  host.pages['/element.js'] = readFileSync(join(CLIENTS, 'menshen-element/index.js'), 'utf8');
  host.pages['/'] = `<!doctype html><html lang="en"><title>Register</title>
    <script type="module" src="/element.js"></script>
    <main><h1>Register</h1>
    <form><menshen-gate name="ticket" server="${menshen.url}" lang="de"></menshen-gate></form>
    <form><menshen-gate name="ticket" server="${menshen.url}" lang="zh-TW"></menshen-gate></form></main>`;
  await page.goto(host.origin);
  for (const [place, lang] of ['de', 'zh-Hant'].entries()) {
    const frame = page.locator('menshen-gate').nth(place).locator('iframe').contentFrame();
    await expect(frame.locator('html')).toHaveAttribute('lang', lang);
    await expect(frame.locator('#gate')).toHaveAttribute('data-awake');
  }
});

test('another server is another form', async ({ framed, host, menshen, page }) => {
  host.pages['/element.js'] = readFileSync(join(CLIENTS, 'menshen-element/index.js'), 'utf8');
  host.pages['/'] = `<!doctype html><html lang="en"><title>Register</title>
    <script type="module" src="/element.js"></script>
    <main><h1>Register</h1><form><menshen-gate name="ticket" server="${host.origin}/none"></menshen-gate></form></main>`;
  await page.goto(host.origin);
  await expect(page.locator('menshen-gate iframe')).toHaveAttribute('src', new RegExp(`^${host.origin}/none/embed`));
  await page.locator('menshen-gate').evaluate((gate, url) => gate.setAttribute('server', url), menshen.url);
  await framed.isAwake();
});

// What a framework puts the component into, and when: `places.jsx` of the tests of menshen-react.
for (const place of ['dialog', 'shadow', 'hydrated']) {
  test(`the component for React works: ${place}`, async ({ framed, host, menshen, mobile, page, webhook }, info) => {
    const pages = await build('menshen-react', menshen.url, info.outputPath('site'), 'test');
    Object.assign(host.pages, pages);
    const said: string[] = [];
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    await page.goto(`${host.origin}/${place}.html`);
    if (place === 'dialog') await page.getByRole('button', { name: 'Open' }).click();
    await verify(framed, mobile, webhook);
    await expect(page.getByRole('status')).toHaveText(/^[\w-]{43}$/);
    // Once, although StrictMode mounts everything twice.
    await expect(page.getByTestId('times')).toHaveText('1');
    await page.getByRole('button', { name: 'Again' }).click();
    await expect(page.getByRole('status')).toBeEmpty();
    await framed.isAwake();
    expect(said.filter((text) => !text.includes('404'))).toEqual([]);
  });
}
