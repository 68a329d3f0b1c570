// What people type and paste into the fields, as a keyboard, an input method and a clipboard do it.

import type { CDPSession, Locator, Page } from '@playwright/test';

import type { RegistrationPage } from '../support/registration-page';
import { expect, test } from '../support/test';

const MESSAGE = '【门神】123456 是你的验证码，5 分钟内有效，请勿告诉他人。';
const LONG = `${'Thank you for your patience, dear customer. '.repeat(8)}Your code: 123-456.`;

/** Pastes with the keys for it what was copied elsewhere. */
async function paste(page: Page, field: Locator, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await field.focus();
  await page.keyboard.press('ControlOrMeta+V');
}

/** Shows a text that an input method has not handed over yet, as it grows. */
async function compose(cdp: CDPSession, field: Locator, text: string): Promise<void> {
  for (let end = 1; end <= text.length; end += 1) {
    const shown = text.slice(0, end);
    const selection = { selectionStart: end, selectionEnd: end };
    await cdp.send('Input.imeSetComposition', { text: shown, ...selection });
    await expect(field).toHaveValue(shown);
  }
}

/** At the second step, where no answer comes to what is handed in by itself. */
async function atCode(form: RegistrationPage, mobile: string): Promise<void> {
  await form.page.route('**/sms-codes/verify', () => {});
  await form.open();
  await form.haveCodeOf(mobile);
}

const caret = (field: Locator) => field.evaluate((input: HTMLInputElement) => input.selectionStart);

test('a pasted message becomes the one code in it, and may be undone', async ({
  form,
  mobile,
  page,
}) => {
  await atCode(form, mobile);
  for (const message of [MESSAGE, LONG, '123456 in 5 minutes\n\n@shop.example #123456']) {
    await form.smsCode.fill('');
    await paste(page, form.smsCode, message);
    await expect(form.smsCode).toHaveValue('123456');
    expect(await caret(form.smsCode)).toBe(6);
  }
  await page.keyboard.press('ControlOrMeta+Z');
  await expect(form.smsCode).not.toHaveValue('123456');
  await page.keyboard.press('ControlOrMeta+Z');
  await expect(form.smsCode).toHaveValue('');
});

test('a message without one code, or with two, stays as it was pasted', async ({
  form,
  mobile,
  page,
}) => {
  await atCode(form, mobile);
  for (const message of ['123456 or 654321?', 'good for 5 minutes', '1234567']) {
    await form.smsCode.fill('');
    await paste(page, form.smsCode, message);
    await expect(form.smsCode).toHaveValue(message);
  }
});

test('digits that an input method composes are not touched until it is done', async ({
  form,
  mobile,
  page,
}) => {
  await atCode(form, mobile);
  const cdp = await page.context().newCDPSession(page);
  const wide = '１２３４５６';
  await form.smsCode.focus();
  await compose(cdp, form.smsCode, wide);
  await cdp.send('Input.insertText', { text: wide });
  await expect(form.smsCode).toHaveValue('123456');
  expect(await caret(form.smsCode)).toBe(6);

  // Digit by digit, as some do it.
  await form.smsCode.fill('');
  for (const digit of wide) {
    await cdp.send('Input.imeSetComposition', { text: digit, selectionStart: 1, selectionEnd: 1 });
    await cdp.send('Input.insertText', { text: digit });
  }
  await expect(form.smsCode).toHaveValue('123456');
});

test('no field rewrites what is being composed', async ({ form, page }) => {
  await form.open();
  const cdp = await page.context().newCDPSession(page);
  for (const [field, text] of [
    [form.mobile, '１３９１２'],
    [form.imageCode, 'ａcｄ３'],
    [form.smsCode, 'yanzhengma'],
  ] as const) {
    if (field === form.smsCode) await form.haveCode.click();
    await field.focus();
    await compose(cdp, field, text);
    await cdp.send('Input.insertText', { text });
    await expect(field).toHaveValue(text);
  }
});

test('a digit that is typed in the middle leaves the caret behind it', async ({
  form,
  mobile,
  page,
}) => {
  await atCode(form, mobile);
  for (const [begun, at, whole] of [
    ['12345', 2, '129345'],
    ['１２345', 2, '129345'],
    ['1 2 345', 3, '129345'],
    ['123-45', 1, '192345'],
  ] as const) {
    await form.smsCode.fill('');
    await page.keyboard.insertText(begun);
    await form.smsCode.evaluate(
      (input: HTMLInputElement, caret) => input.setSelectionRange(caret, caret),
      at,
    );
    await page.keyboard.press('9');
    await expect(form.smsCode, begun).toHaveValue(whole);
    expect(await caret(form.smsCode), begun).toBe(whole.indexOf('9') + 1);
  }
});

test('what a browser fills in is understood, and the focus stays', async ({
  form,
  mobile,
  page,
}) => {
  await atCode(form, mobile);
  await form.change.focus();
  await page.locator('#sms_code').evaluate((input: HTMLInputElement) => {
    input.value = '123 456';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await expect(form.smsCode).toHaveValue('123456');
  await expect(form.change).toBeFocused();
});

test('an answer with a space between its rows is read', async ({ form, mobile, webhook }) => {
  await form.open();
  const text = await form.readPicture();
  await form.ask(mobile, ` ${text.slice(0, 3)} ${text.slice(3)}\u200b`);
  expect((await webhook.next()).mobile).toBe(`+86${mobile}`);
});
