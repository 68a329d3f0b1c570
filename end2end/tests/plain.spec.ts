// The page without its island: where the browser runs no scripts, and where the island does not
// come or comes late.

import { readPicture, readPlainPicture } from '../support/picture';
import { chooseLanguage, RegistrationPage } from '../support/registration-page';
import { expect, test } from '../support/test';

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the whole flow works, and nothing that is typed stands in an address', async ({
    form,
    mobile,
    page,
    redis,
    webhook,
  }) => {
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    await page.goto('/');
    const solve = () => readPlainPicture(page, redis);
    await expect(form.playSound).toBeHidden();
    await expect(page.locator('#plain-sound')).toBeVisible();

    await form.ask(mobile, '3CACA3');
    await form.isRefusedAt(form.imageCode, '图片验证码错误');
    await expect(form.mobile).toHaveValue(mobile);
    const old = await solve();
    await form.newPicture.click();
    await expect(form.mobile).toHaveValue(mobile);
    expect(await solve()).not.toBe(old);

    await form.imageCode.fill(await solve());
    await form.imageCode.press('Enter');
    const { code } = await webhook.next();
    await expect(page.getByText('短信已发送，请输入其中的 6 位数字。')).toBeVisible();
    await expect(form.wait).toBeVisible();
    await expect(form.smsCode).toBeFocused();
    await form.tryCode(code === '000000' ? '000001' : '000000');
    await form.isRefusedAt(form.smsCode, '短信验证码错误或已失效，请核对最新一条短信，或重新获取');
    await form.tryCode(code);
    await expect(form.verified).toBeVisible();
    await expect(form.ticket).toHaveValue(/^[\w-]{43}$/);
    await expect(form.mobile).toBeHidden();

    const origin = new URL(page.url()).origin;
    for (const address of addresses) {
      expect(address).not.toContain('?');
      expect(address.startsWith(origin)).toBe(true);
      expect(address).not.toContain(mobile);
    }
  });

  test('language and colours are links, and are remembered', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('link', { name: '深色' }).click();
    await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
    await chooseLanguage(page, 'English');
    await page.goto('/');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('link', { name: 'Dark' })).toHaveAttribute('aria-current', 'true');
    await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
  });
});

test('when the island can not be loaded, the plain forms serve', async ({
  form,
  mobile,
  page,
  redis,
  webhook,
}) => {
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto('/');
  await form.ask(mobile, await readPlainPicture(page, redis));
  const { code } = await webhook.next();
  await form.tryCode(code);
  await expect(form.ticket).toHaveValue(/^[\w-]{43}$/);
});

test('an island that comes late goes on where the plain forms have got to', async ({
  form,
  mobile,
  page,
  redis,
  webhook,
}) => {
  let arrive = () => {};
  const late = new Promise<void>((resolve) => (arrive = resolve));
  await page.clock.install();
  await page.route('**/*.wasm', async (route) => {
    await late;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  const picture = page.locator('#plain-picture img');
  await expect(picture).toHaveCount(0);
  await page.clock.runFor(8000);
  await expect(picture).toBeVisible();
  const src = (await picture.getAttribute('src')) ?? '';
  await form.imageCode.fill('half ty');
  arrive();
  await form.isAwake();
  // What has been read already is still there to be read, and is typed still.
  await expect(picture).toHaveCount(0);
  await expect(form.picture).toHaveAttribute('src', `${src}/`);
  await expect(form.imageCode).toHaveValue('half ty');
  await form.ask(mobile, await readPicture(form.picture, redis));
  expect((await webhook.next()).mobile).toBe(`+86${mobile}`);
});

test('a page that was sent by a plain form counts down once it is awake', async ({
  form,
  mobile,
  page,
  redis,
  webhook,
}) => {
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto('/');
  const solved = await readPlainPicture(page, redis);
  await page.unroute('**/*.wasm');
  await form.ask(mobile, solved);
  const { code } = await webhook.next();
  await new RegistrationPage(page, redis).isAwake();
  await expect(form.wait).toBeVisible();
  await expect(form.resend).toBeDisabled();
  await expect(page.locator('#mobile')).toHaveValue(mobile);
  await form.tryCode(code);
  await expect(form.verified).toBeVisible();
});

test('what a plain form was refused stays beside its field once the page is awake', async ({
  form,
  mobile,
  page,
}) => {
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto('/');
  await expect(page.locator('#plain-picture img')).toBeVisible();
  await page.unroute('**/*.wasm');
  await form.ask(mobile, '3CACA3');
  await form.isAwake();
  await form.isRefusedAt(form.imageCode, '图片验证码错误');
  await expect(form.mobile).toHaveValue(mobile);
});
