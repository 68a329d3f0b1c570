// The page enlarged, and for people whom movement makes ill: nothing is lost, and all of it works.

import type { Page } from '@playwright/test';

import { pictureLoads, readPicture } from '../support/picture';
import { RegistrationPage } from '../support/registration-page';
import { expect, test } from '../support/test';

/** What is wrong with what is to be seen: out of reach to the side, cut off, or covered. */
const lost = (page: Page) =>
  page.evaluate(() => {
    const wrong: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) wrong.push(`the page scrolls sideways: ${scrollWidth}`);
    const all = Array.from(document.querySelectorAll<HTMLElement>('main *, footer *'));
    const seen = all.filter((e) => e.checkVisibility() && !e.matches('.default, option, svg *'));
    for (const e of seen) {
      const name = e.id || e.textContent?.trim() || e.tagName;
      const { left, right, width, height } = e.getBoundingClientRect();
      if (left < 0 || right > clientWidth + 0.5) wrong.push(`${name} is out of the page`);
      // What is typed scrolls within its field; everything else has to have room.
      const holdsText = e.childElementCount === 0 && e.textContent?.trim();
      if (holdsText && e.scrollWidth > Math.ceil(width) + 1) wrong.push(`${name} is cut off`);
      if (holdsText && e.scrollHeight > Math.ceil(height) + 1) wrong.push(`${name} is cut off below`);
      if (!e.matches('button, input, a')) continue;
      e.scrollIntoView({ block: 'center' });
      const place = e.getBoundingClientRect();
      const [x, y] = [place.left + place.width / 2, place.top + place.height / 2];
      const top = document.elementFromPoint(x, y);
      if (!top || !(e.contains(top) || top.contains(e))) wrong.push(`${name} is covered`);
    }
    scrollTo(0, 0);
    return wrong;
  });

/** 1280 by 1024 pixels of a screen at this zoom, as browsers do it: fewer, denser CSS pixels. */
const zoomed = (factor: number) => ({
  viewport: { width: 1280 / factor, height: 1024 / factor },
  deviceScaleFactor: factor,
});

const WAYS = {
  'zoomed to 200 %': { screen: zoomed(2), text: 1 },
  // 320 pixels wide, which WCAG 2.2 asks for (1.4.10).
  'zoomed to 400 %': { screen: zoomed(4), text: 1 },
  // Letters alone, which it asks for, too (1.4.4).
  'with text of 200 %': { screen: zoomed(1), text: 2 },
  'with text of 200 % on a phone': {
    screen: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 3 },
    text: 2,
  },
};

for (const [way, { screen, text }] of Object.entries(WAYS)) {
  for (const locale of ['zh-CN', 'en-US']) {
    test.describe(`${way}, ${locale}`, () => {
      test.use({ ...screen, locale });
      test.slow();

      test('nothing is lost at any step, and the flow ends with a ticket', async ({
        mobile,
        page,
        redis,
        webhook,
      }) => {
        const form = new RegistrationPage(page, redis, locale === 'zh-CN' ? 'zh' : 'en');
        // As a person does it in the settings of the browser.
        await page.addInitScript((text) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`html { font-size: ${100 * text}% }`);
          document.adoptedStyleSheets = [sheet];
        }, text);
        await form.open();
        expect(await lost(page), 'first visit').toEqual([]);
        await form.getCode.click();
        await expect(form.mobile).toBeFocused();
        expect(await lost(page), 'empty').toEqual([]);
        const old = await form.pictureId();
        await form.ask(mobile, '3CACA3');
        await form.pictureAfter(old);
        expect(await lost(page), 'wrong picture code').toEqual([]);
        await form.askRightly(mobile);
        const { code } = await webhook.next();
        await expect(form.wait).toBeVisible();
        expect(await lost(page), 'sent').toEqual([]);
        await form.tryCode(code === '000000' ? '000001' : '000000');
        await expect(form.smsCode).toHaveAttribute('aria-invalid');
        expect(await lost(page), 'wrong message code').toEqual([]);
        await form.tryCode(code);
        await expect(form.verified).toBeVisible();
        expect(await lost(page), 'verified').toEqual([]);
        await expect(form.ticket).toHaveValue(/^[\w-]{43}$/);
      });
    });
  }
}

/** The page with words that are 40 % longer, as English ones become in other languages. */
const inLongWords = (html: string) => {
  const longer = (text: string) =>
    text.replace(/\p{L}+/gu, (word) => word + 'ö'.repeat(Math.ceil(word.length * 0.4)));
  const [head = '', body = ''] = html.split('</head>');
  const words = body.replace(/>([^<>]+)<(?!\/script)/g, (_, text: string) => `>${longer(text)}<`);
  return `${head}</head>${words.replace(/data-labels="[^"]+/, (all) => longer(all).replace(/^[^=]+/, 'data-labels'))}`;
};

test.describe('320 pixels wide', () => {
  test.use({ viewport: { width: 320, height: 640 }, settings: { SITE_HELP_URL: 'https://tea.example/help' } });

  test('words that are 40 % longer have room, with all the space between them that people may ask for', async ({
    mobile,
    page,
    redis,
    webhook,
  }) => {
    await page.route(/\/\?lang=en$/, async (route) => {
      const response = await route.fetch();
      const { 'content-encoding': _, ...headers } = response.headers();
      await route.fulfill({ headers, body: inLongWords(await response.text()) });
    });
    // WCAG 2.2, 1.4.12.
    await page.addInitScript(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }' +
          'p { margin-bottom: 2em !important }',
      );
      document.adoptedStyleSheets = [sheet];
    });
    await page.goto('/?lang=en');
    await expect(page.locator('#gate')).toHaveAttribute('data-awake');
    await expect(page.locator('#get-code')).toHaveText('Getöö codeöö');
    await pictureLoads(page.locator('#picture'));
    expect(await lost(page), 'first visit').toEqual([]);
    await page.locator('#get-code').click();
    await expect(page.locator('#mobile-error')).toHaveText(/Enteröö/);
    expect(await lost(page), 'empty').toEqual([]);
    await page.locator('#mobile').fill(mobile);
    await page.locator('#image_code').fill(await readPicture(page.locator('#picture'), redis));
    await page.locator('#get-code').click();
    const { code } = await webhook.next();
    await expect(page.locator('#resend')).toHaveText(/Resendööö \(/);
    expect(await lost(page), 'sent').toEqual([]);
    await page.locator('#sms_code').fill(code);
    await expect(page.locator('#verified')).toBeVisible();
    expect(await lost(page), 'verified').toEqual([]);
  });
});

test('what is cut off or out of reach would be noticed', async ({ form, page }) => {
  await form.open();
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('h1 { width: 2rem; overflow: hidden; white-space: nowrap } #get-code { width: 200vw }');
    document.adoptedStyleSheets = [sheet];
  });
  const found = (await lost(page)).join();
  expect(found).toContain('is cut off');
  expect(found).toContain('get-code is out of the page');
  expect(found).toContain('scrolls sideways');
});

test('nothing moves for people who ask for that, even where a site has made it move', async ({
  form,
  mobile,
  page,
  webhook,
}) => {
  await form.open();
  // As a site might do it in its own lines of style.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '@keyframes turn { to { rotate: 1turn } } main { animation: turn 1s infinite }' +
        '* { transition: all 1s } html { scroll-behavior: smooth }',
    );
    document.adoptedStyleSheets = [sheet];
  });
  const moving = () =>
    page.evaluate(() => [
      document.getAnimations().length,
      getComputedStyle(document.documentElement).scrollBehavior,
    ]);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await expect.poll(async () => Number((await moving())[0])).toBeGreaterThan(0);
  expect((await moving())[1]).toBe('smooth');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect.poll(moving).toEqual([0, 'auto']);

  await form.askRightly(mobile);
  await form.tryCode((await webhook.next()).code);
  await expect(form.verified).toBeVisible();
  expect(await moving()).toEqual([0, 'auto']);
});
