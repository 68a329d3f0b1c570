// Behind a real nginx, at a name that is not this machine's own and without HTTPS: there browsers send no
// `Sec-Fetch-Site`.

import { HostSite } from '../support/host-site';
import { Nginx } from '../support/nginx';
import { readPlainPicture } from '../support/picture';
import { chooseLanguage, RegistrationPage } from '../support/registration-page';
import { expect, test as base } from '../support/test';

const NAME = 'sms.example.test';
const PATH = '/menshen';
const SECRET = 'what-the-host-site-shows';

interface Proxied {
  /** What stands beside `proxy_pass`. */
  lines: string;
  /** What nginx asks for in place of the path: nothing passes it on, `/` takes it off. */
  inPlace: string;
  /** A page of another site. */
  host: HostSite;
  /** Where the page is for people. */
  home: string;
}

const test = base.extend<Proxied>({
  lines: ['', { option: true }],
  inPlace: ['', { option: true }],
  host: async ({}, use) => {
    const host = await HostSite.start();
    await use(host);
    await host.stop();
  },
  settings: async ({ host }, use) =>
    use({ BASE_PATH: PATH, FRAME_ANCESTORS: host.origin, SITE_SECRET: SECRET }),
  home: async ({ menshen, lines, inPlace }, use) => {
    const pass = `proxy_pass ${menshen.url}${inPlace}; ${lines}`;
    const nginx = await Nginx.start(`location ${PATH}/ { ${pass} }`);
    await use(`http://${NAME}:${nginx.port}${PATH}/`);
    await nginx.stop();
  },
  // The proxy is there as long as the browser: what looks at the page at the end loads it anew.
  baseURL: async ({ home }, use) => use(home),
  // Chromium finds that name here.
  launchOptions: [
    async ({ launchOptions }, use) => {
      const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${NAME} 127.0.0.1`];
      await use({ ...launchOptions, args });
    },
    { scope: 'worker' },
  ],
});

for (const [way, inPlace] of [
  ['that passes the path on', ''],
  ['that takes the path off', '/'],
] as const) {
  test.describe(`with nginx ${way}`, () => {
    test.use({ inPlace });

    test('the woken page works under a path, although the proxy passes nothing on', async ({
      form,
      home,
      mobile,
      page,
      webhook,
    }) => {
      const missing: string[] = [];
      page.on('response', (answer) => {
        if (answer.status() >= 400) missing.push(`${answer.status()} ${answer.url()}`);
      });
      await page.goto(home);
      await form.isAwake();
      await form.askRightly(mobile);
      await form.tryCode((await webhook.next()).code);
      await expect(form.verified).toBeVisible();
      await expect(form.ticket).toHaveValue(/^[\w-]{43}$/);
      expect(missing).toEqual([]);
      // The page looks as it should, and its links lead to it.
      await expect(page.locator('h1')).toHaveCSS('font-size', '24px');
      await chooseLanguage(page, 'English');
      await expect(page).toHaveURL(`${home}?lang=en`);
      await page.getByRole('link', { name: 'Dark' }).click();
      await page.goto(home);
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      const cookies = await page.context().cookies();
      expect(new Set(cookies.map(({ path }) => path))).toEqual(new Set([PATH]));
    });

    test('the sound of a picture plays', async ({ form, home, page }) => {
      await page.goto(home);
      await form.isAwake();
      const sound = page.waitForResponse(/\/menshen\/image_codes\/.*\/audio$/);
      await form.playSound.click();
      expect((await sound).ok()).toBe(true);
    });

    test.describe('without JavaScript', () => {
      // The port is lost on the way.
      test.use({
        javaScriptEnabled: false,
        lines: 'proxy_set_header Host $host;',
        settings: { BASE_PATH: PATH, TRUSTED_PROXIES: '127.0.0.1' },
      });

      test('the plain forms work', async ({ form, home, mobile, page, redis, webhook }) => {
        await page.goto(home);
        await form.ask(mobile, await readPlainPicture(page, redis));
        await form.tryCode((await webhook.next()).code);
        await expect(form.verified).toBeVisible();
        expect(page.url()).toBe(home);
        await page.close();
      });
    });

    test('the form stands in a frame of another page, and the ticket comes to it', async ({
      mobile,
      page,
      redis,
      webhook,
      home,
      host,
    }) => {
      Object.assign(host, { gate: home.slice(0, -1), secret: SECRET });
      await page.goto(host.origin);
      const frame = page.frameLocator('menshen-gate iframe');
      const framed = new RegistrationPage(page, redis, 'en', frame);
      await framed.isAwake();
      await framed.askRightly(mobile);
      await framed.tryCode((await webhook.next()).code);
      // That the ticket has come; the host's back end does not know the name.
      await expect(page.getByRole('button', { name: 'Register' })).toBeEnabled();
      await page.close();
    });
  });
}

test.describe('where the server can not know its own address', () => {
  test.describe('and there is no JavaScript', () => {
    test.use({ javaScriptEnabled: false });

    test('a form is answered with a page that says what to set', async ({ form, home, page }) => {
      await page.goto(home);
      await form.ask('13800138000', 'ACD36');
      await expect(page.getByRole('heading')).toHaveText('表单没有被接受');
      await expect(page.getByText('PUBLIC_URL')).toContainText(new URL(home).origin);
      await page.getByRole('link', { name: '返回验证页面' }).click();
      await expect(page).toHaveURL(home);
      await page.close();
    });
  });

  test.describe('because a proxy says that the page is another', () => {
    test.use({ lines: 'proxy_set_header Sec-Fetch-Site cross-site;' });

    test('the woken page says why, and not that the network is down', async ({ form, home, page }) => {
      await page.goto(home);
      await form.isAwake();
      await form.ask('13800138000', 'ACD36');
      await expect(page.locator('#form-error')).toContainText('其他网站');
    });
  });
});
