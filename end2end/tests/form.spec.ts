// What the form keeps, and what it lets go of.

import { expect, test } from '../support/test';

test('what is typed before the page is awake is kept', async ({ form, mobile, page, webhook }) => {
  let arrive = () => {};
  const late = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/*.wasm', async (route) => {
    await late;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  await form.mobile.fill(mobile);
  arrive();
  await form.isAwake();
  await expect(form.mobile).toHaveValue(mobile);

  await form.imageCode.fill(await form.readPicture());
  await form.getCode.click();
  expect((await webhook.next()).mobile).toBe(`+86${mobile}`);
});

test('another number need not wait for the last one', async ({ form, mobile, webhook }) => {
  await form.open();
  const solved = await form.pictureId();
  await form.askRightly(mobile);
  await webhook.next();
  await expect(form.wait).toBeVisible();

  const other = `138${mobile.slice(3)}`;
  await form.change.click();
  await expect(form.mobile).toBeFocused();
  await form.pictureAfter(solved);
  // The number is selected, so that another one takes its place.
  await form.page.keyboard.type(other);
  await expect(form.mobile).toHaveValue(other);
  await expect(form.getCode).toBeEnabled();
  await form.askRightly(other);
  expect((await webhook.next()).mobile).toBe(`+86${other}`);
});

test('after a refusal that belongs to no field the focus stays on the button', async ({
  form,
  mobile,
  page,
  webhook,
}) => {
  webhook.answer(400);
  await form.open();
  await form.mobile.fill(mobile);
  await form.imageCode.fill(await form.readPicture());
  await form.getCode.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('短信发送失败，请重新输入图片验证码后再试')).toBeVisible();
  await expect(form.getCode).toBeFocused();
});

test.describe('when the next message may be sent after two seconds', () => {
  test.use({ settings: { SMS_RESEND_DELAY: '2' } });

  test('a picture asked for in the meantime, and its code, are still there then', async ({
    form,
    mobile,
    webhook,
  }) => {
    await form.open();
    const solved = await form.pictureId();
    await form.askRightly(mobile);
    await webhook.next();
    await form.change.click();
    await form.pictureAfter(solved);
    const fresh = await form.pictureId();
    const code = await form.readPicture();
    await form.imageCode.fill(code);

    await expect(form.getCode).toBeEnabled();
    expect(await form.pictureId()).toBe(fresh);
    await expect(form.imageCode).toHaveValue(code);
    await form.getCode.click();
    await webhook.next();
    expect(webhook.count).toBe(2);
  });
});

test('while it counts down, neither Enter nor the button sends anything', async ({ form, mobile, page, webhook }) => {
  await form.open();
  await form.askRightly(mobile);
  await webhook.next();
  await expect(form.wait).toBeVisible();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await form.resend.press('Enter');
  await form.change.click();
  await form.imageCode.fill('ACD369');
  const picture = await form.pictureId();
  await form.imageCode.press('Enter');
  expect(requests.filter((url) => !url.includes(picture))).toEqual([]);
});

test('a pasted code is the six digits in it, however they are written', async ({ form, mobile, page }) => {
  await page.route('**/sms-codes/verify', () => {});
  await form.open();
  await form.haveCodeOf(mobile);
  for (const pasted of ['123-456', '123 456', '您的验证码是 123456。', '１２３４５６']) {
    await form.smsCode.fill(pasted);
    await expect(form.smsCode, pasted).toHaveValue('123456');
  }
});

test('phones fill in number and code, and show the right keys', async ({ form, mobile, page }) => {
  await form.open();
  await expect(form.mobile).toHaveAttribute('autocomplete', 'tel');
  await expect(form.mobile).toHaveAttribute('inputmode', 'tel');
  await expect(form.imageCode).toHaveAttribute('autocomplete', 'off');
  await expect(form.imageCode).toHaveAttribute('autocapitalize', 'characters');
  await expect(form.imageCode).toHaveAttribute('spellcheck', 'false');
  // Also in a language that is written from right to left.
  await page.locator('html').evaluate((html) => html.setAttribute('dir', 'rtl'));
  for (const field of [form.mobile, form.imageCode]) await expect(field).toHaveCSS('direction', 'ltr');
  await form.haveCodeOf(mobile);
  await expect(form.smsCode).toHaveAttribute('autocomplete', 'one-time-code');
  await expect(form.smsCode).toHaveAttribute('inputmode', 'numeric');
  await expect(form.smsCode).toHaveCSS('direction', 'ltr');
  // One input for the code, and one only.
  await expect(page.locator('[autocomplete=one-time-code]')).toHaveCount(1);
  // Screen readers are told of a refusal once: at its field by the focus, elsewhere as an alert. Of
  // each second of the countdown they are not told.
  await expect(page.locator('#form-error')).toHaveAttribute('role', 'alert');
  const live = '[aria-live], [role=status], [role=alert]';
  for (const name of ['mobile-error', 'image_code-error', 'sms_code-error', 'resend', 'get-code']) {
    await expect(page.locator(`#${name}:is(${live}), :is(${live}) #${name}`)).toHaveCount(0);
  }
});
