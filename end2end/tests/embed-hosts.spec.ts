// The form in pages that React, Vue, htmx and Turbo make and change.

import type { Page } from '@playwright/test';

import { heard, holds, isEmpty, listen, test, verify } from '../support/embedding';
import { GATE, type HostSite } from '../support/host-site';
import { expect } from '../support/test';

const document_ = (head: string, body: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>${head}</head><body>${body}</body></html>`;

const libraries = (...paths: string[]) => paths.map((path) => `<script src="${path}"></script>`).join('');
const ELEMENT = `<script src="${GATE}/embed.js"></script>`;
const FORM = `<form method="post" action="/register"><menshen-gate name="ticket">Or call us.</menshen-gate><button>Register</button></form>`;

/** The page's form, as its own button sends it, and what the server makes of it. */
async function registers(page: Page, mobile: string): Promise<void> {
  const [answer] = await Promise.all([
    page.waitForResponse('**/register'),
    page.getByRole('button', { name: 'Register' }).click(),
  ]);
  expect(await answer.json()).toMatchObject({ mobile: `+86${mobile}` });
  await page.close();
}

const REACT = `
  const { createElement: e, useState } = React;
  function App() {
    const [hours, open] = useState(0);
    return e('main', null,
      e('form', { method: 'post', action: '/register' },
        e('menshen-gate', { name: 'ticket' }, 'Or call us ' + hours),
        e('button', null, 'Register')),
      e('button', { onClick: () => open(hours + 1) }, 'More'),
      e('output', null, hours));
  }
  ReactDOM.createRoot(document.getElementById('app')).render(e(App));
`;

const VUE = `
  const { createApp, h, ref } = VueRuntimeDOM;
  createApp({
    setup() {
      const hours = ref(0);
      return () => h('main', [
        h('form', { method: 'post', action: '/register' }, [
          h('menshen-gate', { name: 'ticket' }, 'Or call us ' + hours.value),
          h('button', 'Register')]),
        h('button', { onClick: () => hours.value++ }, 'More'),
        h('output', hours.value)]);
    },
  }).mount('#app');
`;

for (const [name, head, app] of [
  ['React 18', libraries('/react.js', '/react-dom.js'), REACT],
  ['Vue 3', libraries('/vue.js'), VUE],
] as const) {
  test(`${name} may change the words within the element, which keeps its ticket`, async ({
    framed,
    host,
    mobile,
    page,
    webhook,
  }) => {
    host.pages['/app'] = document_(head + ELEMENT, `<div id="app"></div><script>${app}</script>`);
    await listen(page);
    await page.goto(`${host.origin}/app`);
    await verify(framed, mobile, webhook);
    const ticket = await holds(page);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'More' }).click();
    await expect(page.locator('output')).toHaveText('2');
    await expect(page.locator('menshen-gate')).toHaveText('Or call us 2');
    expect(await holds(page)).toBe(ticket);
    expect(await heard(page, 'menshen-expired')).toEqual([]);
    await registers(page, mobile);
  });
}

/** All that the page keeps beside itself. */
const stored = (page: Page) =>
  page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]));

function shop(host: HostSite, library: string, attributes: string): void {
  const head = libraries(library) + ELEMENT;
  const links = '<p><a href="/other">Other</a> <a href="/app">Shop</a></p>';
  const body = (main: string) => document_(head, `<div ${attributes}><main>${main}${links}</main></div>`);
  host.pages['/app'] = body(`<h1>Shop</h1>${FORM}`);
  host.pages['/other'] = body('<h1>Other</h1>');
}

for (const [name, library, attributes] of [
  ['htmx', '/htmx.js', 'hx-boost="true"'],
  ['Turbo', '/turbo.js', ''],
] as const) {
  test(`${name} leads away and back without a ticket, in the page or in what it keeps`, async ({
    framed,
    host,
    mobile,
    page,
    webhook,
  }) => {
    shop(host, library, attributes);
    await listen(page);
    await page.goto(`${host.origin}/app`);
    await verify(framed, mobile, webhook);
    const ticket = await holds(page);
    await page.evaluate(() => Object.assign(window, { isSame: true }));
    await page.getByRole('link', { name: 'Other' }).click();
    await expect(page.getByRole('heading', { name: 'Other' })).toBeVisible();
    expect(await heard(page, 'menshen-expired')).toEqual([{ name: 'menshen-expired', field: [] }]);
    expect(await stored(page)).not.toContain(ticket);
    await page.goBack();
    await expect(page.getByRole('heading', { name: 'Shop' })).toBeVisible();
    // It was the library that led there and back.
    expect(await page.evaluate(() => (window as unknown as { isSame?: boolean }).isSame)).toBe(true);
    await expect(page.locator('menshen-gate')).toHaveCount(1);
    await expect(page.locator('menshen-gate iframe')).toHaveCount(1);
    await isEmpty(page);
    await framed.isAwake();
    expect(await stored(page)).not.toContain(ticket);
  });
}

test('htmx may swap the form for itself, which then has one field and no ticket', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  host.pages['/form'] = FORM;
  host.pages['/app'] = document_(
    libraries('/htmx.js') + ELEMENT,
    `<main><h1>Shop</h1>${FORM}<button hx-get="/form" hx-target="form" hx-swap="outerHTML">Again</button></main>`,
  );
  await listen(page);
  await page.goto(`${host.origin}/app`);
  await verify(framed, mobile, webhook);
  await holds(page);
  await page.getByRole('button', { name: 'Again' }).click();
  await expect.poll(() => heard(page, 'menshen-expired')).toEqual([{ name: 'menshen-expired', field: [] }]);
  await isEmpty(page);
  await framed.isAwake();
  await expect(page.locator('menshen-gate')).toHaveCount(1);
});

test('a form that Turbo sends has the ticket', async ({ framed, host, mobile, page, webhook }) => {
  shop(host, '/turbo.js', '');
  await page.goto(`${host.origin}/app`);
  await verify(framed, mobile, webhook);
  await holds(page);
  const sent = page.waitForRequest('**/register');
  await registers(page, mobile);
  expect((await sent).headers()['accept']).toContain('turbo-stream');
});
