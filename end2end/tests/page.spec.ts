// The page for everybody: its languages, small screens, the keyboard, addresses that are wrong.

import { RegistrationPage } from '../support/registration-page';
import { expect, test } from '../support/test';

test.describe('for a browser that prefers English', () => {
  test.use({ locale: 'en-US' });

  test('the whole flow is in English', async ({ mobile, page, redis, webhook }) => {
    const form = new RegistrationPage(page, redis, 'en');
    await form.open();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page).toHaveTitle('Verify your phone · Menshen');
    await expect(page.getByRole('heading', { name: 'Verify your phone' })).toBeVisible();

    const old = await form.pictureId();
    await form.ask(mobile, '3CACA3');
    const words = 'Not quite. Read the new picture.';
    await form.isRefusedAt(form.imageCode, words);
    await form.pictureAfter(old);
    await form.askRightly(mobile);
    const { code } = await webhook.next();
    await expect(page.getByText('Message sent. Enter the 6 digits from it.')).toBeVisible();
    await expect(form.wait).toBeVisible();
    await expect(page).toHaveTitle('Enter the code · Menshen');
    await form.tryCode(code);
    await expect(form.verified).toBeVisible();
    // Nothing was forgotten.
    await expect(page.locator('main')).not.toHaveText(/\p{Script=Han}/u);
  });

  test('an unknown address is told in English', async ({ page }) => {
    const response = await page.goto('/no/such/page');
    expect(response?.status()).toBe(404);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  });
});

test('for a browser that prefers Chinese the page is in Chinese', async ({ form, page }) => {
  await form.open();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page).toHaveTitle('手机号验证 · Menshen');
  await expect(page.getByRole('heading', { name: '手机号验证' })).toBeVisible();
});

test('an unknown address is told with status 404, and leads back', async ({ form, page }) => {
  const response = await page.goto('/no/such/page');
  expect(response?.status()).toBe(404);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('heading', { name: '没有这个页面' })).toBeVisible();
  await page.getByRole('link', { name: '返回验证页面' }).click();
  await form.isAwake();
  await expect(page).toHaveURL('/');
});

for (const locale of ['zh-CN', 'en-US']) {
  test.describe(`on a phone 320 pixels wide, in ${locale}`, () => {
    test.use({ locale, viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true });

    test('nothing scrolls sideways at any step', async ({ mobile, page, redis, webhook }) => {
      const form = new RegistrationPage(page, redis, locale === 'zh-CN' ? 'zh' : 'en');
      const fits = async (step: string) =>
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth),
          step,
        ).toBeLessThanOrEqual(320);

      await form.open();
      await fits('first visit');
      const old = await form.pictureId();
      await form.ask(mobile, '3CACA3');
      await expect(form.imageCode).toHaveAttribute('aria-invalid', 'true');
      await form.pictureAfter(old);
      await fits('refused');
      await form.askRightly(mobile);
      const { code } = await webhook.next();
      await expect(form.resend).toBeDisabled();
      await fits('sent');
      await form.tryCode(code);
      await expect(form.verified).toBeVisible();
      await fits('verified');
    });
  });
}

test('the keyboard alone is enough', async ({ form, mobile, page, webhook }) => {
  await form.open();
  const { keyboard } = page;
  await keyboard.press('Tab');
  await expect(form.mobile).toBeFocused();
  await keyboard.type(mobile);
  await keyboard.press('Tab');
  await expect(form.playSound).toBeFocused();
  await keyboard.press('Tab');
  await expect(form.newPicture).toBeFocused();

  // This one can't be read; the next one can.
  const old = await form.pictureId();
  await keyboard.press('Enter');
  await form.pictureAfter(old);
  await expect(form.newPicture).toBeFocused();
  await keyboard.press('Tab');
  await expect(form.imageCode).toBeFocused();
  await keyboard.type(await form.readPicture());
  await keyboard.press('Tab');
  await expect(form.getCode).toBeFocused();
  await keyboard.press('Enter');

  const { code } = await webhook.next();
  await expect(form.smsCode).toBeFocused();
  await keyboard.press('Tab');
  await expect(form.resend).toBeFocused();
  await keyboard.press('Tab');
  await expect(form.verify).toBeFocused();
  await keyboard.press('Shift+Tab');
  await keyboard.press('Shift+Tab');
  // The last digit hands it in.
  await keyboard.type(code);
  await expect(form.verified).toBeFocused();
});

test('Enter in a field hands in its form', async ({ form, mobile, page, webhook }) => {
  await form.open();
  await form.mobile.fill(mobile);
  await form.imageCode.fill(await form.readPicture());
  await page.keyboard.press('Enter');
  const { code } = await webhook.next();
  await expect(form.smsCode).toBeFocused();
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await form.isRefusedAt(form.smsCode, '请输入短信中的 6 位数字');
  await form.tryCode(code);
  await expect(form.verified).toBeVisible();
});
