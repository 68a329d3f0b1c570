// Every kind of challenge that is more than characters to copy: by the island and by the plain forms, and by a finger.

import { asksFor, PHONE, sendByFinger, typeByFinger } from '../support/challenge';
import { readPicture, readPlainPicture } from '../support/picture';
import { expect, test } from '../support/test';

const KINDS = [
  { kind: 'pick', locale: 'zh-CN', does: /只输入标记与中间的对勾相同的字符/, keyboard: 'text' },
  { kind: 'pick', locale: 'en', does: /Type only the characters marked like the tick/, keyboard: 'text' },
  { kind: 'pick', locale: 'ar', does: /اكتب فقط الأحرف التي علامتها كعلامة الصح التي في الوسط/, keyboard: 'text' },
  { kind: 'math', locale: 'zh-CN', does: /顺时针看/, keyboard: 'text' },
  { kind: 'math', locale: 'en', does: /go clockwise/, keyboard: 'text' },
  { kind: 'math', locale: 'ar', does: /وسِر باتجاه عقارب الساعة/, keyboard: 'text' },
];

for (const { kind, locale, does, keyboard } of KINDS) {
  for (const javaScriptEnabled of [true, false]) {
    test.describe(`${kind}, ${locale}, ${javaScriptEnabled ? 'with' : 'without'} scripts`, () => {
      test.use({
        locale,
        javaScriptEnabled,
        settings: { IMAGE_CODE_KIND: kind },
        viewport: { width: 420, height: 900 },
      });

      test('the page says what to do, and the answer is good for a message', async ({
        mobile,
        page,
        redis,
        webhook,
      }) => {
        await page.goto('/');
        const picture = page.locator(javaScriptEnabled ? '#picture' : '#plain-picture img');
        const answer = await (javaScriptEnabled
          ? readPicture(picture, redis)
          : readPlainPicture(page, redis));
        await expect(page.locator('html')).toHaveAttribute('dir', locale === 'ar' ? 'rtl' : 'ltr');
        await expect(page.locator('#picture-order')).toHaveText(does);
        const field = page.locator('input[name="image_code"]');
        await expect(field).toHaveAttribute('inputmode', keyboard);
        // However long the words beside it are.
        const box = await picture.boundingBox();
        expect([box?.width, box?.height]).toEqual([210, 200]);

        await page.locator('#send-form input[name="mobile"]').fill(mobile);
        await field.fill(answer);
        await field.press('Enter');
        expect((await webhook.next()).code).toMatch(/^\d{6}$/);
      });
    });
  }
}

// Those that are clicked or slid are in pointing.spec.ts.
for (const kind of ['pick', 'math', 'motion', 'work']) {
  test.describe(`${kind} by a finger`, () => {
    test.use({ ...PHONE, settings: { CHALLENGE: kind, SMS_WORK_MEMORY: '8' } });

    test('a tap leads to each field, and one on the button is good for a message', async ({
      mobile,
      page,
      redis,
      webhook,
    }) => {
      await page.goto('/');
      if (kind === 'work') await asksFor(page, kind);
      else await typeByFinger(page, 'image_code', await readPicture(page.locator('#picture'), redis));
      await typeByFinger(page, 'mobile', mobile);
      await sendByFinger(page);
      expect((await webhook.next()).code).toMatch(/^\d{6}$/);
    });
  });
}
