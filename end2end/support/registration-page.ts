// The page as a person knows it: by its labels, buttons and pictures.

import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

import { pictureId, pictureLoads, readPicture } from './picture';
import type { Redis } from './redis';

const LABELS = {
  zh: {
    mobile: '手机号',
    imageCode: '图片验证码',
    imageAlt: '图片验证码：从圆点开始，按顺时针方向输入看到的字符，或播放语音后输入听到的字符',
    newImage: '换一张图片',
    playSound: '播放语音',
    stopSound: '停止播放',
    getCode: /^(获取短信验证码|再发一条短信|正在发送…|\d+ (秒|分钟|小时)后重发)$/,
    resend: /^(重新获取|\d+ (秒|分钟|小时)后重发)$/,
    change: '修改',
    haveCode: '已有验证码？',
    smsCode: '短信验证码',
    verify: /^(验证|正在验证…)$/,
    verified: '手机号已验证',
    wait: /^\d+ (秒|分钟|小时)后(重发|可以重新获取)$/,
  },
  en: {
    mobile: 'Phone number',
    imageCode: 'Picture code',
    imageAlt: 'Picture code: start at the dot, go clockwise, and type the characters you see, or play the sound and type what you hear',
    newImage: 'New picture',
    playSound: 'Play sound',
    stopSound: 'Stop sound',
    getCode: /^(Get code|Text me again|Sending…|Resend \(\d+ \w+\))$/,
    resend: /^Resend( \(\d+ \w+\))?$/,
    change: 'Change',
    haveCode: 'Already have a code?',
    smsCode: 'Message code',
    verify: /^(Verify|Verifying…)$/,
    verified: 'Phone verified',
    wait: /^(Resend \(|You can ask again in )\d+ (seconds?|minutes|hours)\)?$/,
  },
  ar: {
    mobile: 'رقم الجوّال',
    imageCode: 'رمز الصورة',
    imageAlt: 'رمز الصورة: ابدأ من النقطة وسِر باتجاه عقارب الساعة واكتب الأحرف التي تراها، أو شغّل الصوت واكتب ما تسمعه',
    newImage: 'صورة أخرى',
    playSound: 'استماع',
    stopSound: 'إيقاف',
    getCode: /^(إرسال الرمز|أرسل رسالة أخرى|جارٍ الإرسال…|إعادة الإرسال بعد .+)$/,
    resend: /^إعادة الإرسال( بعد .+)?$/,
    change: 'تغيير',
    haveCode: 'هل لديك رمز بالفعل؟',
    smsCode: 'الرمز المُرسَل في الرسالة',
    verify: /^(تحقّق|جارٍ التحقق…)$/,
    verified: 'تم التحقق من رقم الهاتف',
    wait: /^(إعادة الإرسال|يمكنك طلب رمز جديد) بعد .+$/,
  },
  de: {
    mobile: 'Handynummer',
    imageCode: 'Code im Bild',
    imageAlt: 'Code im Bild: Beginnen Sie beim Punkt, lesen Sie im Uhrzeigersinn und geben Sie die Zeichen ein, die Sie sehen, oder hören Sie den Ton an und geben Sie ein, was Sie hören',
    newImage: 'Neues Bild',
    playSound: 'Anhören',
    stopSound: 'Anhalten',
    getCode: /^(Code anfordern|Neue SMS senden|Wird gesendet …|Erneut senden \(\d+ \w+\))$/,
    resend: /^Erneut senden( \(\d+ \w+\))?$/,
    change: 'Ändern',
    haveCode: 'Schon einen Code?',
    smsCode: 'Code aus der SMS',
    verify: /^(Bestätigen|Wird geprüft …)$/,
    verified: 'Telefonnummer bestätigt',
    wait: /^(Erneut senden \(|Neuer Code möglich in )\d+ (Sekunden?|Minuten|Stunden)\)?$/,
  },
};

/** What is said of a field begins with what is wrong; of the picture's, the order to read in follows. */
export function startsWith(words: string | RegExp): RegExp {
  return words instanceof RegExp ? words : new RegExp(`^${words.replace(/[.?*+^$()|[\]{}\\]/g, '\\$&')}`);
}

export class RegistrationPage {
  readonly mobile: Locator;
  readonly imageCode: Locator;
  readonly picture: Locator;
  readonly newPicture: Locator;
  readonly playSound: Locator;
  /** The same button while it plays. */
  readonly stopSound: Locator;
  readonly getCode: Locator;
  /** At the end of the code's field: leads to a picture for another message. */
  readonly resend: Locator;
  /** Leads back to the number. */
  readonly change: Locator;
  /** Leads to the code without a message. */
  readonly haveCode: Locator;
  readonly smsCode: Locator;
  readonly verify: Locator;
  readonly verified: Locator;
  /** How long until the next message, while there is such a wait. */
  readonly wait: Locator;
  /** What the host site posts to its own server. */
  readonly ticket: Locator;

  constructor(
    readonly page: Page,
    readonly redis: Redis,
    language: keyof typeof LABELS = 'zh',
    /** Where the form is: the page itself, or a frame in it. */
    readonly place: Page | FrameLocator = page,
  ) {
    const labels = LABELS[language];
    const field = (name: string) => place.getByRole('textbox', { name, exact: true });
    const within = (where: Page | FrameLocator | Locator, name: string | RegExp) =>
      where.getByRole('button', { name, exact: true });
    const button = (name: string | RegExp) => within(place, name);
    this.mobile = field(labels.mobile);
    this.imageCode = field(labels.imageCode);
    this.picture = place.getByAltText(labels.imageAlt, { exact: true });
    this.newPicture = button(labels.newImage);
    this.playSound = button(labels.playSound);
    this.stopSound = button(labels.stopSound);
    this.getCode = within(place.locator('#send-form'), labels.getCode);
    this.resend = within(place.locator('#verify-form'), labels.resend);
    this.change = button(labels.change);
    this.haveCode = button(labels.haveCode);
    this.smsCode = field(labels.smsCode);
    this.verify = button(labels.verify);
    this.verified = place.getByText(labels.verified, { exact: true });
    this.wait = place.getByText(labels.wait).filter({ visible: true });
    this.ticket = place.locator('input[name=ticket]');
  }

  /** Goes there and waits until the page is awake, with its picture. */
  async open(): Promise<void> {
    await this.page.goto('/');
    await this.isAwake();
  }

  async isAwake(): Promise<void> {
    const gate = this.place.locator('#gate');
    await expect(gate).toHaveAttribute('data-awake');
    // Where a code is waited for there is none.
    if ((await gate.getAttribute('data-step')) === 'ask') await pictureLoads(this.picture);
  }

  pictureId(): Promise<string> {
    return pictureId(this.picture);
  }

  /** Waits for another picture than this one. */
  async pictureAfter(id: string): Promise<void> {
    await expect(this.picture).not.toHaveAttribute('src', `/image_codes/${id}/`);
    await pictureLoads(this.picture);
  }

  readPicture(): Promise<string> {
    return readPicture(this.picture, this.redis);
  }

  /** Fills in the upper half and asks for the message. */
  async ask(mobile: string, imageCode: string): Promise<void> {
    await this.mobile.fill(mobile);
    await this.imageCode.fill(imageCode);
    await this.getCode.click();
  }

  /** The same, with what stands in the picture. */
  async askRightly(mobile: string): Promise<void> {
    await this.ask(mobile, await this.readPicture());
  }

  /** Goes to the second step without a message, as who has a code from before. */
  async haveCodeOf(mobile: string): Promise<void> {
    await this.mobile.fill(mobile);
    await this.haveCode.click();
    await expect(this.smsCode).toBeFocused();
  }

  /** Fills in the message code and hands it in, where the page does not say that it does that by itself. */
  async tryCode(code: string): Promise<void> {
    await expect(this.smsCode).toBeVisible();
    const byItself = (await this.place.locator('#code-hint').textContent()) !== '';
    await this.smsCode.fill(code);
    if (!byItself || !/^\d{6}$/.test(code)) await this.verify.click();
  }

  /** Reads the picture for another message and asks for it. */
  async solveAgain(): Promise<void> {
    await this.imageCode.fill(await this.readPicture());
    await this.getCode.click();
  }

  /** Once the wait is over, opens the picture for another message. */
  async askAgain(): Promise<void> {
    await expect(this.resend).toBeEnabled();
    await this.resend.click();
    await expect(this.imageCode).toBeFocused();
    await pictureLoads(this.picture);
  }

  /** Refused beside the field, where the cursor now is, in words that belong to the field. */
  async isRefusedAt(field: Locator, words: string | RegExp): Promise<void> {
    await expect(field).toHaveAccessibleDescription(startsWith(words));
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toBeFocused();
  }
}

/** Names of all languages, from the links below the page and the page itself. */
export async function languages(page: Page): Promise<string[]> {
  const links = await page.locator('footer details a').evaluateAll((all) =>
    all.map((a) => new URL((a as HTMLAnchorElement).href).searchParams.get('lang') ?? ''),
  );
  const own = await page.locator('#gate').getAttribute('data-language');
  return [own ?? '', ...links];
}

/** Chooses another language by its own name, below the page. */
export async function chooseLanguage(page: Page, language: string): Promise<void> {
  await page.locator('footer summary').click();
  await page.getByRole('link', { name: language, exact: true }).click();
}
