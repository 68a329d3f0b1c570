// Whose attempts are whose: strangers hand in wrong codes for the number, and the page verifies all the
// same, since it has the handle of its send.

import type { APIRequestContext } from '@playwright/test';

import { readPlainPicture } from '../support/picture';
import { expect, test } from '../support/test';

/** Uses up what is there without the handle, from the same network; even the right code does nothing then. */
async function useUp(request: APIRequestContext, mobile: string, code: string): Promise<void> {
  const wrong = code === '000000' ? '000001' : '000000';
  for (const sms_code of [...Array(6).fill(wrong), code]) {
    const answer = await request.post('/api/v1/sms-codes/verify', { data: { mobile, sms_code } });
    expect(answer.status()).toBe(422);
  }
}

test('the page verifies after strangers have used up the attempts without a handle', async ({
  form,
  mobile,
  request,
  webhook,
}) => {
  await form.open();
  await form.askRightly(mobile);
  const { code } = await webhook.next();
  await useUp(request, mobile, code);
  await form.tryCode(code);
  await expect(form.verified).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the plain forms do so as well, also after a wrong code', async ({
    form,
    mobile,
    page,
    redis,
    request,
    webhook,
  }) => {
    await page.goto('/');
    await form.ask(mobile, await readPlainPicture(page, redis));
    const { code } = await webhook.next();
    await expect(form.wait).toBeVisible();
    await useUp(request, mobile, code);
    await form.tryCode(code === '000000' ? '000001' : '000000');
    await form.isRefusedAt(form.smsCode, '短信验证码错误或已失效，请核对最新一条短信，或重新获取');
    await form.tryCode(code);
    await expect(form.verified).toBeVisible();
  });
});

test('a page that wakes late goes on with the handle of the plain form', async ({
  form,
  mobile,
  page,
  redis,
  request,
  webhook,
}) => {
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto('/');
  await form.ask(mobile, await readPlainPicture(page, redis));
  const { code } = await webhook.next();
  await expect(form.wait).toBeVisible();
  await page.unroute('**/*.wasm');
  await page.reload();
  await form.isAwake();
  await useUp(request, mobile, code);
  await form.tryCode(code);
  await expect(form.verified).toBeVisible();
});
