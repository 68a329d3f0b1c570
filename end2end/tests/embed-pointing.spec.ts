// Pictures that are clicked or slid, in another site's page.

import { asksFor, at, drawPiece, fillMobile, offsetOf, placeButton, placesOf, send } from '../support/challenge';
import { fits, test } from '../support/embedding';
import { readPicture } from '../support/picture';
import { expect } from '../support/test';

for (const kind of ['click', 'slide']) {
  test.describe(kind, () => {
    test.use({
      settings: async ({ ancestors }, use) => use({ CHALLENGE: kind, FRAME_ANCESTORS: ancestors }),
    });

    test('with a mouse', async ({ frame, framed, host, mobile, page, redis, webhook }, testInfo) => {
      await page.goto(host.origin);
      const picture = await asksFor(frame, kind);
      const stored = await readPicture(picture, redis);
      await fits(page);
      await fillMobile(frame, mobile);
      if (kind === 'slide') await drawPiece(page, frame, offsetOf(stored));
      else {
        for (const target of placesOf(stored)) {
          const { x, y } = await at(picture, target);
          await page.mouse.click(x, y);
          await expect(placeButton(frame, target)).toHaveAttribute('data-place');
        }
      }
      await testInfo.attach(kind, { body: await page.screenshot(), contentType: 'image/png' });
      await send(frame);
      await framed.tryCode((await webhook.next()).code);
      await expect(framed.verified).toBeVisible();
      await fits(page);
    });

    test('with a keyboard, from the field before the frame', async ({ frame, host, mobile, page, redis, webhook }) => {
      await page.goto(host.origin);
      const stored = await readPicture(await asksFor(frame, kind), redis);
      await page.getByLabel('Name').press('Tab');
      await expect(frame.locator('#mobile')).toBeFocused();
      await page.keyboard.type(mobile);
      await page.keyboard.press('Tab');
      if (kind === 'slide') {
        await expect(frame.locator('#slider')).toBeFocused();
        for (let n = 0; n < offsetOf(stored); n++) await page.keyboard.press('ArrowRight');
      } else {
        await expect(frame.locator('#places button').first()).toBeFocused();
        for (const target of placesOf(stored)) await placeButton(frame, target).press('Space');
      }
      await frame.locator('#get-code').press('Enter');
      expect((await webhook.next()).code).toMatch(/^\d{6}$/);
    });
  });
}
