// Who may show the form, and whose word is believed.

import { fits, heard, isEmpty, listen, test, verify } from '../support/embedding';
import { RegistrationPage } from '../support/registration-page';
import { expect, isAccessible } from '../support/test';

test.describe('on a page that the operator has not named', () => {
  test.use({ ancestors: 'self,https://www.example.com' });

  test('there is no form, a word instead of it, and not one message', async ({
    browser,
    host,
  }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await listen(page);
    await page.clock.install();
    await page.goto(host.origin);
    await page.clock.fastForward(31_000);
    await expect(page.getByRole('alert')).toHaveText(/^The phone verification did not load\./);
    await expect(page.getByText('Or call us.')).toBeVisible();
    expect(said.join()).toContain('frame-ancestors');
    expect(said.join()).toContain(`has to name ${host.origin}`);
    expect(await heard(page, 'message')).toEqual([]);
    await expect(page.getByRole('button', { name: 'Register' })).toBeDisabled();
    await isAccessible(page);
    await context.close();
  });
});

test.describe('on a named page beside another one', () => {
  test.use({ ancestors: async ({ host }, use) => use(`${host.origin},https://www.example.com`) });

  for (const [whom, parent] of [
    ['nobody', ''],
    ['a page that is not named', 'https://evil.example'],
    ['the other one', 'https://www.example.com'],
  ]) {
    test(`a frame that was made for ${whom} tells it nothing`, async ({
      framed,
      host,
      mobile,
      page,
      webhook,
    }) => {
      const frame = `<iframe title="form" src="${host.gate}/embed?lang=en&parent=${parent}"`;
      host.change = (html) =>
        html.replace(/<menshen-gate.*<\/menshen-gate>/, `${frame} height="700"></iframe>`);
      await listen(page);
      await page.goto(host.origin);
      const inside = new RegistrationPage(page, framed.redis, 'en', page.frameLocator('iframe'));
      await verify(inside, mobile, webhook);
      await expect(inside.ticket).toHaveValue(/^[\w-]{43}$/);
      expect(await heard(page, 'message')).toEqual([]);
    });
  }
});

test('what others say is not believed', async ({ frame, framed, host, page }) => {
  await page.goto(host.origin);
  await framed.isAwake();
  // What the page says afterwards would undo it.
  const root = frame.locator('html');
  await root.evaluate((root) => {
    const note = () => root.dataset.theme === 'dark' && (root.dataset.believed = 'true');
    new MutationObserver(note).observe(root, { attributeFilter: ['data-theme'] });
  });
  await page.evaluate(() => {
    const news = { menshen: { ticket: 'forged', life: 600, height: 9 } };
    postMessage(news, '*');
    // Within a shadow root it is not among the frames of the page.
    const gate = document.querySelector('menshen-gate')?.shadowRoot?.querySelector('iframe');
    Object.assign(window, { gate: gate?.contentWindow });
    const other = document.body.appendChild(document.createElement('iframe'));
    other.title = 'another frame';
    other.srcdoc = `<html lang="en"><title>x</title><script>
      parent.postMessage(${JSON.stringify(news)}, '*');
      parent.gate.postMessage({ menshen: { theme: 'dark', lang: 'en' } }, '*');
      parent.told = true;
    </script></html>`;
  });
  await page.waitForFunction(() => (window as unknown as { told?: boolean }).told);
  // A message of the page itself comes after those.
  await page.locator('menshen-gate').evaluate((gate) => gate.setAttribute('theme', 'light'));
  await expect(root).toHaveAttribute('data-theme', 'light');
  await expect(root).not.toHaveAttribute('data-believed');
  await isEmpty(page);
  await fits(page);
});

test('a frame that was led elsewhere is not believed', async ({ framed, host, page }) => {
  await page.goto(host.origin);
  await framed.isAwake();
  const news = JSON.stringify({ menshen: { ticket: 'forged', life: 600 } });
  await page.evaluate((news) => {
    const frame = document.querySelector('menshen-gate')?.shadowRoot?.querySelector('iframe');
    if (!frame) return;
    addEventListener('message', ({ source }) => {
      if (source === frame.contentWindow) Object.assign(window, { told: true });
    });
    frame.srcdoc = `<html lang="en"><title>x</title><script>parent.postMessage(${news}, '*')</script></html>`;
  }, news);
  await page.waitForFunction(() => (window as unknown as { told?: boolean }).told);
  await isEmpty(page);
  await page.close();
});
