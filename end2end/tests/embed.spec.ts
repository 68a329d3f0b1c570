// The form in another site's page, and what it tells that page.

import { heard, holds, isEmpty, listen, sent, test, verify } from '../support/embedding';
import { example } from '../support/host-site';
import { RegistrationPage } from '../support/registration-page';
import { expect } from '../support/test';

test('both languages have the same example', () => {
  expect(example('docs/page.md').html).toContain('<menshen-gate');
  expect(example('docs/zh/page.md')).toEqual(example('docs/page.md'));
});

test('the ticket comes as an event and in the form, and the back end redeems it once', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  await listen(page);
  await page.goto(host.origin);
  const register = page.getByRole('button', { name: 'Register' });
  await expect(register).toBeDisabled();
  await page.getByLabel('Name').fill('Lin');
  await verify(framed, mobile, webhook);
  await expect(register).toBeEnabled();

  const ticket = await holds(page);
  const [news, ...more] = await heard(page, 'menshen-ticket');
  expect(more).toEqual([]);
  expect(news).toMatchObject({ field: [ticket], ticket });
  expect(news?.life).toBeGreaterThan(560_000);
  expect(news?.life).toBeLessThanOrEqual(600_000);
  // Nothing of the page's address or of the number has come along.
  for (const { origin } of await heard(page, 'message')) expect(origin).toBe(host.gate);

  const [answer] = await Promise.all([page.waitForResponse('**/register'), register.click()]);
  expect(await answer.json()).toEqual({ name: 'Lin', mobile: `+86${mobile}` });
  const again = await page.request.post(`${host.origin}/register`, { form: { ticket } });
  expect(again.status()).toBe(403);
  await page.close();
});

test('by keyboard alone, from the field before the frame to the button after it', async ({
  frame,
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  await page.goto(host.origin);
  await framed.isAwake();
  await page.getByLabel('Name').focus();
  await page.keyboard.type('Lin');
  await page.keyboard.press('Tab');
  await expect(framed.mobile).toBeFocused();
  await page.keyboard.type(mobile);
  for (let between = 0; between < 3; between += 1) await page.keyboard.press('Tab');
  await page.keyboard.type('3CACA3');
  await page.keyboard.press('Enter');
  await framed.isRefusedAt(framed.imageCode, 'Not quite. Read the new picture.');
  await page.keyboard.type(await framed.readPicture());
  await page.keyboard.press('Enter');
  const { code } = await webhook.next();
  await expect(framed.smsCode).toBeFocused();
  await page.keyboard.type(code);
  await expect(framed.verified).toBeVisible();
  await expect(frame.locator('#title')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Register' })).toBeFocused();
  const [answer] = await Promise.all([
    page.waitForResponse('**/register'),
    page.keyboard.press('Enter'),
  ]);
  expect(await answer.json()).toEqual({ name: 'Lin', mobile: `+86${mobile}` });
  await page.close();
});

test('two forms on one page keep to themselves', async ({ host, mobile, page, redis, webhook }) => {
  host.change = (html) =>
    html.replace('</form>', '<menshen-gate name="second"></menshen-gate></form>');
  await page.goto(host.origin);
  const gates = page.locator('menshen-gate');
  const [first, second] = [gates.nth(0), gates.nth(1)];
  const in_first = first.locator('iframe').contentFrame();
  await expect(second.locator('iframe').contentFrame().locator('#mobile')).toBeVisible();
  await verify(new RegistrationPage(page, redis, 'en', in_first), mobile, webhook);
  await holds(page);
  expect(await sent(page, 'second')).toEqual([]);
  // Each of the two has a landmark, both of one name: what such a page has to put up with.
  await page.close();
});

test('when the ticket has expired the field is empty and the form begins anew', async ({
  framed,
  host,
  mobile,
  page,
  webhook,
}) => {
  await listen(page);
  await page.clock.install();
  await page.goto(host.origin);
  await verify(framed, mobile, webhook);
  const register = page.getByRole('button', { name: 'Register' });
  await page.clock.fastForward(585_000);
  await holds(page);
  await expect(register).toBeEnabled();
  await page.clock.fastForward(20_000);
  await isEmpty(page);
  await expect(register).toBeDisabled();
  expect(await heard(page, 'menshen-expired')).toEqual([{ name: 'menshen-expired', field: [] }]);
  await framed.isAwake();
  await expect(framed.mobile).toHaveValue('');
});
