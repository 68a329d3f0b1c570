// Language and colours.

import { chooseLanguage, RegistrationPage } from '../support/registration-page';
import { expect, test } from '../support/test';

const scheme = 'color-scheme';

test('colours change at once, keep what is typed, and are there at the next visit', async ({
  form,
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await form.open();
  const page_colour = () =>
    page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  const light = await page_colour();
  await form.mobile.fill('139');
  const picture = await form.pictureId();
  const dark = page.getByRole('link', { name: '深色' });
  await dark.click();
  await expect(page.locator('html')).toHaveCSS(scheme, 'dark');
  await expect(dark).toHaveAttribute('aria-current', 'true');
  await expect(page.locator('#themes [aria-current]')).toHaveCount(1);
  expect(await page_colour()).not.toBe(light);
  await expect(form.mobile).toHaveValue('139');
  expect(await form.pictureId()).toBe(picture);

  // In the first HTML already, so that no other colours are ever seen.
  const response = await page.reload();
  expect(await response?.text()).toContain('data-theme="dark"');
  await expect(page.locator('html')).toHaveCSS(scheme, 'dark');
  await page.getByRole('link', { name: '跟随系统' }).click();
  expect(await page_colour()).toBe(light);
});

test('the other language is one link away and is remembered', async ({ form, page }) => {
  await form.open();
  await chooseLanguage(page, 'English');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Verify your phone' })).toBeVisible();
  // What the server says after that, too.
  await page.locator('#gate[data-awake]').waitFor();
  await page.getByLabel('Phone number').fill('12345');
  await page.getByLabel('Picture code', { exact: true }).fill('ACD369');
  await page.getByRole('button', { name: 'Get code' }).click();
  await expect(page.getByText('Not a mobile number. Check the digits.')).toBeVisible();
  await chooseLanguage(page, '简体中文');
  await expect(page.getByRole('heading', { name: '手机号验证' })).toBeVisible();
});

test.describe('where nouns change beside numbers', () => {
  test.use({ locale: 'en' });

  test('the last second is one', async ({ mobile, page, redis, webhook }) => {
    await page.clock.install();
    const form = new RegistrationPage(page, redis, 'en');
    await form.open();
    await form.askRightly(mobile);
    await webhook.next();
    await expect(form.wait).toBeVisible();
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
    const told = [];
    while (await form.wait.isVisible()) {
      told.push(await form.wait.textContent());
      await page.clock.runFor(500);
    }
    await page.clock.resume();
    expect(told).toContain('Resend (2 seconds)');
    expect(told.at(-1)).toBe('Resend (1 second)');
  });
});
