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
  await form.mobile.fill(other);
  await form.pictureAfter(solved);
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
    await form.newPicture.click();
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

test('while it counts down, Enter sends nothing', async ({ form, mobile, page, webhook }) => {
  await form.open();
  await form.askRightly(mobile);
  await webhook.next();
  await expect(form.wait).toBeVisible();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await form.mobile.press('Enter');
  expect(requests).toEqual([]);
});

test('a pasted code is the six digits in it, however they are written', async ({ form }) => {
  await form.open();
  for (const pasted of ['123-456', '123 456', '您的验证码是 123456。', '１２３４５６']) {
    await form.smsCode.fill(pasted);
    await expect(form.smsCode, pasted).toHaveValue('123456');
  }
});

test('phones fill in number and code, and show the right keys', async ({ form, page }) => {
  await form.open();
  await expect(form.mobile).toHaveAttribute('autocomplete', 'tel');
  await expect(form.mobile).toHaveAttribute('inputmode', 'tel');
  await expect(form.smsCode).toHaveAttribute('autocomplete', 'one-time-code');
  await expect(form.smsCode).toHaveAttribute('inputmode', 'numeric');
  await expect(form.imageCode).toHaveAttribute('autocomplete', 'off');
  // Also in a language that is written from right to left.
  await page.locator('html').evaluate((html) => html.setAttribute('dir', 'rtl'));
  for (const field of [form.mobile, form.imageCode, form.smsCode]) {
    await expect(field).toHaveCSS('direction', 'ltr');
  }
  // Screen readers are told of a refusal at once, and not of each second of the countdown.
  for (const name of ['mobile', 'image_code', 'sms_code', 'form']) {
    await expect(page.locator(`#${name}-error`)).toHaveAttribute('role', 'alert');
  }
  const live = '[aria-live], [role=status], [role=alert]';
  await expect(page.locator(`#resend-in:is(${live}), :is(${live}) #resend-in`)).toHaveCount(0);
});
