// The ticket in another site's page: one value of its form, which leaves no trace in the markup.

import type { Page } from '@playwright/test';

import { heard, holds, isEmpty, listen, sent, test, TICKET, verify } from '../support/embedding';
import { RegistrationPage } from '../support/registration-page';
import { expect } from '../support/test';

const gate = (page: Page) => page.locator('menshen-gate');
const lost = (field: string[] = []) => [{ name: 'menshen-expired', field }];

test('nothing of a ticket stands in the markup, and the form has it under the name that is said now', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  await page.goto(host.origin);
  await verify(framed, mobile, webhook);
  const ticket = await holds(page);
  const markup = await page.evaluate(() => document.documentElement.outerHTML);
  expect(markup).not.toContain(ticket);
  const children = await gate(page).evaluate((gate) => gate.innerHTML);
  expect(children).toBe('Registering needs JavaScript. Or call us.');
  expect(await gate(page).evaluate((gate) => (gate as unknown as { ticket: string }).ticket)).toBe(ticket);
  // Nor does a copy, such as Turbo keeps of a page.
  expect(
    await page.evaluate(() => {
      const copy = document.forms[0]?.cloneNode(true) as HTMLFormElement;
      customElements.upgrade(copy);
      return new FormData(copy).getAll('ticket');
    }),
  ).toEqual([]);
  const named = (name: string | null) =>
    gate(page).evaluate((gate, name) => {
      if (name === null) gate.removeAttribute('name');
      else gate.setAttribute('name', name);
      return [...new FormData(document.forms[0])].map((entry) => entry.join()).sort();
    }, name);
  expect(await named('phone')).toEqual(['name,', `phone,${ticket}`]);
  const fallback = [`menshen-ticket,${ticket}`, 'name,'];
  expect(await named('')).toEqual(fallback);
  expect(await named(null)).toEqual(fallback);
  expect(await named('ticket')).toEqual(['name,', `ticket,${ticket}`]);
});

test('the form that has it is the one around it or the one that is named; a disabled one sends none', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  host.change = (html) =>
    html
      .replace('<menshen-gate', '<fieldset><legend>Phone</legend><menshen-gate')
      .replace('</menshen-gate>', '</menshen-gate></fieldset>')
      .replace('</main>', '<form id="other"></form></main>');
  await page.goto(host.origin);
  await verify(framed, mobile, webhook);
  const ticket = await holds(page);
  const by = () =>
    page.evaluate(() => Array.from(document.forms, (form) => new FormData(form).get('ticket')));
  expect(await by()).toEqual([ticket, null]);
  await gate(page).evaluate((gate) => gate.setAttribute('form', 'other'));
  expect(await by()).toEqual([null, ticket]);
  await gate(page).evaluate((gate) => gate.removeAttribute('form'));
  expect(await by()).toEqual([ticket, null]);
  const disable = (is: boolean) =>
    page.evaluate((is) => {
      const fieldset = document.querySelector('fieldset') as HTMLFieldSetElement;
      fieldset.disabled = is;
      const frame = document.querySelector('menshen-gate')?.shadowRoot?.querySelector('iframe');
      return [new FormData(document.forms[0]).get('ticket'), frame?.inert];
    }, is);
  expect(await disable(true)).toEqual([null, true]);
  expect(await disable(false)).toEqual([ticket, false]);
});

for (const [how, lose] of [
  ['its form is moved', 'document.querySelector("dialog").append(form)'],
  ['it is moved', 'form.prepend(gate)'],
  ['its form is reset', 'form.reset()'],
  ['it is reset', 'gate.reset()'],
  ['its markup is written anew', 'gate.outerHTML = gate.outerHTML'],
  ["its form's markup is written anew", 'form.innerHTML = form.innerHTML'],
  ['it is taken out', 'gate.remove()'],
  ['its form is taken out', 'form.remove()'],
  ['another document takes it', 'document.implementation.createHTMLDocument().adoptNode(gate)'],
] as const) {
  test(`when ${how}, one event tells that the ticket is lost, and none is sent`, async ({
    framed,
    host,
    mobile,
    page,
    webhook,
  }) => {
    host.change = (html) => html.replace('</main>', '<dialog open aria-label="More"></dialog></main>');
    await listen(page);
    await page.goto(host.origin);
    await verify(framed, mobile, webhook);
    await holds(page);
    const out = await page.evaluateHandle((lose) => {
      const gate = document.querySelector('menshen-gate') as HTMLElement;
      const form = document.forms[0] as HTMLFormElement;
      new Function('gate', 'form', lose)(gate, form);
      return { gate, form };
    }, lose);
    expect(await heard(page, 'menshen-expired')).toEqual(lost());
    await isEmpty(page);
    const register = page.getByRole('button', { name: 'Register' });
    if ((await register.count()) > 0 && !lose.includes('HTML =')) await expect(register).toBeDisabled();
    // Put back, it begins anew, and only once.
    await out.evaluate(({ gate, form }) => {
      if (!form.isConnected) document.querySelector('main')?.append(form);
      if (!document.querySelector('menshen-gate')) form.append(gate);
    });
    await framed.isAwake();
    await isEmpty(page);
    await expect(page.locator('menshen-gate iframe')).toHaveCount(1);
    expect(await heard(page, 'menshen-expired')).toEqual(lost());
  });
}

test('who listens to the form or to the element hears of it when the element is taken out', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  await page.goto(host.origin);
  await verify(framed, mobile, webhook);
  await holds(page);
  const told = await page.evaluate(() => {
    const [gate, form] = [document.querySelector('menshen-gate'), document.forms[0]];
    const told: string[] = [];
    gate?.addEventListener('menshen-expired', () => told.push('element'));
    form?.addEventListener('menshen-expired', () => told.push('form'));
    document.addEventListener('menshen-expired', () => told.push('page'));
    gate?.remove();
    return told;
  });
  expect(told).toEqual(['element', 'form', 'page']);
});

test('what moves it with its state keeps the ticket', async ({ framed, host, mobile, page, webhook }) => {
  host.change = (html) => html.replace('</main>', '<form id="other" lang="zh"></form></main>');
  await listen(page);
  await page.goto(host.origin);
  await verify(framed, mobile, webhook);
  const ticket = await holds(page);
  const moved = await page.evaluate(() => {
    const other = document.forms[1] as HTMLFormElement & { moveBefore(node: Node, before: null): void };
    other.moveBefore(document.querySelector('menshen-gate') as Node, null);
    return Array.from(document.forms, (form) => new FormData(form).get('ticket'));
  });
  expect(moved).toEqual([null, ticket]);
  await expect(page.locator('menshen-gate iframe')).toHaveAttribute('title', '手机号验证');
  expect(await heard(page, 'menshen-expired')).toEqual([]);
  await expect(framed.verified).toBeVisible();
});

test('a form that requires it is not sent without a ticket, and says so beside the frame', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  host.change = (html) =>
    html.replace('<menshen-gate', '<menshen-gate required').replace('<button disabled>', '<button>');
  await page.goto(host.origin);
  await framed.isAwake();
  const check = () =>
    page.evaluate(() => {
      const isValid = document.forms[0]?.reportValidity();
      const invalid = document.querySelector(':invalid:not(form)')?.localName;
      return [isValid, invalid, document.activeElement?.localName];
    });
  expect(await check()).toEqual([false, 'menshen-gate', 'menshen-gate']);
  await page.getByRole('button', { name: 'Register' }).click();
  expect(page.url()).toBe(`${host.origin}/`);
  await verify(framed, mobile, webhook);
  await holds(page);
  expect((await check()).slice(0, 2)).toEqual([true, undefined]);
  await gate(page).evaluate((gate) => gate.setAttribute('disabled', ''));
  await page.evaluate(() => document.querySelector<HTMLElement & { reset(): void }>('menshen-gate')?.reset());
  expect(await page.evaluate(() => document.forms[0]?.checkValidity())).toBe(true);
  await gate(page).evaluate((gate) => gate.removeAttribute('disabled'));
  expect(await page.evaluate(() => document.forms[0]?.checkValidity())).toBe(false);
});

test('what a browser restores on the way back has no ticket', async ({ framed, host, mobile, page, webhook }) => {
  // What it would hand to the element, if the element asked for it.
  await page.addInitScript(() => {
    if (window !== top) return;
    const define = customElements.define.bind(customElements);
    customElements.define = (name, gate) => {
      const restored: unknown[] = [];
      Object.assign(window, { restored });
      Object.assign(gate.prototype, {
        formStateRestoreCallback: (state: unknown) => restored.push(state),
      });
      define(name, gate);
    };
  });
  host.pages['/next'] = '<!doctype html><html lang="en"><title>Next</title><main><h1>Next</h1></main></html>';
  await page.goto(host.origin);
  await page.getByLabel('Name').fill('Lin');
  await verify(framed, mobile, webhook);
  await holds(page);
  await page.goto(`${host.origin}/next`);
  await page.goBack();
  await framed.isAwake();
  // The browser did restore something.
  await expect(page.getByLabel('Name')).toHaveValue('Lin');
  expect(await page.evaluate(() => (window as unknown as { restored: unknown[] }).restored)).toEqual([]);
  expect(await sent(page)).toEqual([]);
});

test('within a shadow root it belongs to the form there, and speaks the language of what is around', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  host.change = (html) =>
    html.replace(
      /<form[^]*<\/form>/,
      `<div id="host" lang="en-GB"><template shadowrootmode="open">
        <form><menshen-gate name="ticket"></menshen-gate></form></template></div>`,
    );
  host.pages['/register.js'] = '';
  await page.goto(host.origin);
  await page.evaluate(() => document.documentElement.lang = 'zh');
  await verify(framed, mobile, webhook);
  const value = () =>
    page.evaluate(() => {
      const form = document.querySelector('#host')?.shadowRoot?.querySelector('form');
      return form ? new FormData(form).getAll('ticket') : [];
    });
  await expect.poll(value).toEqual([expect.stringMatching(TICKET)]);
});

test('a page of the same site that takes it over shows it there', async ({ host, mobile, page, redis, webhook }) => {
  host.change = (html) => html.replace('</main>', '<iframe title="inner" src="/inner" height="900" width="600"></iframe></main>');
  host.pages['/inner'] = '<!doctype html><html lang="en"><title>Inner</title><main aria-label="Inner"><form></form></main></html>';
  await page.goto(host.origin);
  const inner = page.frameLocator('iframe[title=inner]');
  await expect(inner.locator('form')).toHaveCount(1);
  await page.evaluate(() => {
    const frame = document.querySelector<HTMLIFrameElement>('iframe[title=inner]');
    frame?.contentDocument?.forms[0]?.append(document.querySelector('menshen-gate') as Node);
  });
  const framed = new RegistrationPage(page, redis, 'en', inner.frameLocator('menshen-gate iframe'));
  await verify(framed, mobile, webhook);
  const value = () =>
    inner.locator('form').evaluate((form) => new FormData(form as HTMLFormElement).getAll('ticket'));
  await expect.poll(value).toEqual([expect.stringMatching(TICKET)]);
});
