// From the phone number to the ticket, and everything that may go wrong on the way.

import type { BrowserContext } from '@playwright/test';

import type { Redis } from '../support/redis';
import { RegistrationPage } from '../support/registration-page';
import { getCode, wrong } from '../support/steps';
import { expect, test } from '../support/test';

/** Asks for a message to the number on a page of its own; it is refused in these words. */
async function refusedOnASecondPage(
  context: BrowserContext,
  redis: Redis,
  mobile: string,
  words: string | RegExp,
): Promise<RegistrationPage> {
  const second = new RegistrationPage(await context.newPage(), redis);
  await second.open();
  const solved = await second.pictureId();
  await second.askRightly(mobile);
  await second.isRefusedAt(second.mobile, words);
  await second.pictureAfter(solved);
  return second;
}

/** What a message code that is not good is answered with, whatever is wrong with it. */
const notGood = '短信验证码错误或已失效，请核对最新一条短信，或重新获取';
/** And once its attempts are used up, which the page, as the holder of the message's handle, is told. */
const noTriesLeft = '验证码错误次数过多，请过几分钟再重新获取';

test('empty fields are told at once, without a request', async ({ form, mobile, page }) => {
  await form.open();
  const picture = await form.pictureId();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));

  await form.getCode.click();
  await form.isRefusedAt(form.mobile, '请输入手机号');
  await form.mobile.fill(mobile);
  await form.getCode.click();
  await form.isRefusedAt(form.imageCode, '请输入图片验证码');
  await expect(form.mobile).not.toHaveAttribute('aria-invalid');
  await form.haveCode.click();
  await form.verify.click();
  await form.isRefusedAt(form.smsCode, '请输入短信中的 6 位数字');

  expect(requests).toEqual([]);
  expect(await form.pictureId()).toBe(picture);
});

test('what is no phone number is told at its field', async ({ form, webhook }) => {
  await form.open();
  await form.askRightly('12345');
  await form.isRefusedAt(form.mobile, '手机号格式不正确，请检查后重新输入');
  expect(webhook.count).toBe(0);
});

test('a phone number of another country is told at its field', async ({ form, webhook }) => {
  await form.open();
  await form.askRightly('+1 202 555 0123');
  await form.isRefusedAt(form.mobile, '暂不支持该国家或地区的手机号');
  expect(webhook.count).toBe(0);
});

test('the right picture code sends one message, and the button counts down', async ({
  form,
  mobile,
  page,
  webhook,
}) => {
  await form.open();
  await form.askRightly(mobile);
  const message = await webhook.next();
  expect(message.mobile).toBe(`+86${mobile}`);
  expect(message.code).toMatch(/^\d{6}$/);
  await expect(page.getByText('短信已发送，请输入其中的 6 位数字。')).toBeVisible();
  await expect(form.smsCode).toBeFocused();

  await expect(form.resend).toBeDisabled();
  await expect(form.resend).toHaveAccessibleName(/^\d+ 秒后重发$/);
  const left = async () => Number.parseInt(await form.wait.innerText(), 10);
  const first = await left();
  expect(first).toBeGreaterThan(30);
  expect(first).toBeLessThanOrEqual(60);
  await expect.poll(left).toBeLessThan(first);
  await expect(form.resend).toBeDisabled();
  expect(webhook.count).toBe(1);
});

test('the right message code ends the flow with a ticket', async ({ form, mobile, webhook }) => {
  await form.tryCode(await getCode(form, mobile, webhook));
  await expect(form.verified).toBeVisible();
  for (const gone of [form.mobile, form.imageCode, form.picture, form.smsCode, form.verify]) {
    await expect(gone).toBeHidden();
  }
  // 32 bytes in base64.
  await expect(form.ticket).toHaveValue(/^[\w-]{43}$/);
});

test('a wrong message code is told at its field, and the right one is good after it', async ({
  form,
  mobile,
  webhook,
}) => {
  const code = await getCode(form, mobile, webhook);
  await form.tryCode(wrong(code));
  await form.isRefusedAt(form.smsCode, notGood);
  await form.tryCode('12345');
  await form.isRefusedAt(form.smsCode, '请输入短信中的 6 位数字');
  await form.tryCode(wrong(code, 2));
  await form.isRefusedAt(form.smsCode, notGood);
  await form.tryCode(code);
  await expect(form.verified).toBeVisible();
});

test('after five wrong message codes even the right one is refused in the same words', async ({
  form,
  mobile,
  page,
  webhook,
}) => {
  const code = await getCode(form, mobile, webhook);
  for (const by of [1, 2, 3, 4, 5, 0]) {
    const answer = page.waitForResponse('**/sms-codes/verify');
    await form.tryCode(wrong(code, by));
    expect((await answer).status()).toBe(422);
    await form.isRefusedAt(form.smsCode, [5, 0].includes(by) ? noTriesLeft : notGood);
  }
  await expect(form.verified).toBeHidden();
  await expect(form.ticket).toHaveCount(0);
});

test.describe('when the next message may be sent after two seconds', () => {
  test.use({ settings: { SMS_RESEND_DELAY: '2' } });

  test('a second message goes out, and the code of the first is good as well', async ({
    form,
    mobile,
    webhook,
  }) => {
    await form.open();
    const solved = await form.pictureId();
    await form.askRightly(mobile);
    const first = await webhook.next();

    await form.smsCode.fill('12');
    await form.askAgain();
    await expect(form.page.getByText('没有收到短信？现在可以重新获取。')).toBeVisible();
    await form.pictureAfter(solved);
    // In place: the code that is typed stays, and so does the number.
    await expect(form.smsCode).toHaveValue('12');
    await form.solveAgain();
    const second = await webhook.next();
    expect(second.mobile).toBe(first.mobile);

    await form.tryCode(first.code);
    await expect(form.verified).toBeVisible();
  });

  test('that no attempt is left is told to who has solved a picture for the next message', async ({
    form,
    mobile,
    webhook,
  }) => {
    await form.open();
    const solved = await form.pictureId();
    await form.askRightly(mobile);
    const { code } = await webhook.next();
    for (const by of [1, 2, 3, 4, 5]) {
      await form.tryCode(wrong(code, by));
      await form.isRefusedAt(form.smsCode, by === 5 ? noTriesLeft : notGood);
    }
    await form.askAgain();
    await form.pictureAfter(solved);
    await form.solveAgain();
    await expect(form.page.getByRole('alert').last()).toHaveText(
      /^该手机号的验证码错误次数过多，请 \d+ (秒|分钟)后重新获取$/,
    );
    await expect(form.getCode).toHaveText(/后重发$/);
    await expect(form.getCode).toBeDisabled();
    expect(webhook.count).toBe(1);
  });
});

test('a second page has to wait for the same number', async ({
  context,
  form,
  mobile,
  redis,
  webhook,
}) => {
  await getCode(form, mobile, webhook);
  // The calling code follows, which describes the field as well.
  const words = /^短信发送过于频繁，请 \d+ 秒后再试( \+86)?$/;
  const second = await refusedOnASecondPage(context, redis, mobile, words);
  await expect(second.wait).toBeVisible();
  expect(webhook.count).toBe(1);
});

test.describe('when a number may get one message in an hour', () => {
  test.use({ settings: { SMS_PER_NUMBER_HOUR: '1' } });

  test('the next one counts down in words, and another number need not wait', async ({
    context,
    form,
    mobile,
    redis,
    webhook,
  }) => {
    await getCode(form, mobile, webhook);
    const words = '该手机号获取短信的次数已达上限，请 60 分钟后再试';
    const second = await refusedOnASecondPage(context, redis, mobile, words);
    await expect(second.getCode).toHaveAccessibleName('60 分钟后重发');
    await expect(second.getCode).toBeDisabled();
    await second.mobile.fill('1');
    await expect(second.wait).toBeHidden();
    await expect(second.getCode).toBeEnabled();
    expect(webhook.count).toBe(1);
  });
});

test('when it is not sure that a message left, its code is good and the next one waits', async ({
  form,
  mobile,
  page,
  webhook,
}) => {
  webhook.answer(500);
  const code = await getCode(form, mobile, webhook);
  await expect(page.getByText(/^短信可能已发出；如果没有收到，请 \d+ 秒后再试$/)).toBeVisible();
  await expect(form.wait).toBeVisible();
  await expect(form.getCode).toBeDisabled();
  await form.haveCode.click();
  await form.tryCode(code);
  await expect(form.verified).toBeVisible();
});

test('when a message certainly did not leave, it can be tried again at once', async ({
  form,
  mobile,
  page,
  webhook,
}) => {
  webhook.answer(400);
  await form.open();
  const solved = await form.pictureId();
  await form.askRightly(mobile);
  await webhook.next();
  await expect(page.getByText('短信发送失败，请重新输入图片验证码后再试')).toBeVisible();
  await form.pictureAfter(solved);
  await expect(form.getCode).toBeEnabled();

  await form.askRightly(mobile);
  const { code } = await webhook.next();
  await expect(page.getByText('短信发送失败，请重新输入图片验证码后再试')).toBeHidden();
  await form.tryCode(code);
  await expect(form.verified).toBeVisible();
});

test.describe('when the webhook has another secret than the server', () => {
  test.use({ settings: { SMS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}` } });

  test('no message is taken and the page says so', async ({ form, mobile, page, webhook }) => {
    await form.open();
    await form.askRightly(mobile);
    await expect(page.getByText('短信发送失败，请重新输入图片验证码后再试')).toBeVisible();
    expect(webhook.count).toBe(0);
  });
});

test('a number that the provider refuses is told at its field', async ({
  form,
  mobile,
  webhook,
}) => {
  webhook.answer(422);
  await form.open();
  await form.askRightly(mobile);
  await form.isRefusedAt(form.mobile, '该手机号无法接收短信，请换一个号码');
});

test('when the server is gone the page says so', async ({ form, menshen, mobile, page }) => {
  await form.open();
  const imageCode = await form.readPicture();
  await menshen.stop();
  await form.ask(mobile, imageCode);
  await expect(page.getByText('网络连接失败，请检查网络后再试')).toBeVisible();
  await expect(page.getByText('图片没有加载出来，请换一张')).toBeVisible();
  await expect(form.mobile).toHaveValue(mobile);
  await expect(form.getCode).toBeEnabled();
});
