//! The words of the page. A text that one language lacks does not compile.

use crate::{ImageCodeKind, Language, Wait, WaitUnit};

/// Every fixed text of the page, in one language.
#[derive(Debug)]
pub struct Texts {
    /// Title of the document and of the form.
    pub title: &'static str,
    /// What the form is for.
    pub lead: &'static str,
    /// Label of the phone number.
    pub mobile: &'static str,
    /// About pictures that show characters.
    pub image_text: PictureTexts,
    /// About pictures that show a sum.
    pub image_math: PictureTexts,
    /// The button that takes a new picture.
    pub new_image: &'static str,
    /// Shown in place of a picture that did not load.
    pub image_failed: &'static str,
    /// The same when another one comes by itself; `{}` stands for the time until then.
    pub image_later: &'static str,
    /// Said when that one is there.
    pub image_back: &'static str,
    /// The button that speaks the picture code.
    pub play_sound: &'static str,
    /// The same while it is spoken.
    pub stop_sound: &'static str,
    /// Shown when there is no sound.
    pub sound_failed: &'static str,
    /// Label of the message code.
    pub sms_code: &'static str,
    /// The button that asks for the text message.
    pub get_code: &'static str,
    /// The same while the request is under way.
    pub sending: &'static str,
    /// Said once a message has left.
    pub sent: &'static str,
    /// The button that checks the message code.
    pub verify: &'static str,
    /// The same while the request is under way.
    pub verifying: &'static str,
    /// The end of the flow.
    pub verified: &'static str,
    /// Asked of a person who left the phone number empty.
    pub mobile_missing: &'static str,
    /// Shown when the life of a picture has ended while its code was being typed.
    pub image_expired: &'static str,
    /// Below the send button while the person has to wait; `{}` stands for the time.
    pub resend_in: &'static str,
    /// How a time is said.
    pub time: TimeTexts,
    /// Said once the wait is over.
    pub may_resend: &'static str,
    /// What the links to the colours are about.
    pub colours: &'static str,
    /// The colours of the system.
    pub theme_system: &'static str,
    /// Dark on light.
    pub theme_light: &'static str,
    /// Light on dark.
    pub theme_dark: &'static str,
    /// Stands in another page in place of a frame that does not come.
    pub frame_failed: &'static str,
    /// Said in a frame without scripts.
    pub frame_plain: &'static str,
    /// Title of the page for a form that came from elsewhere.
    pub not_own: &'static str,
    /// Another site's page has sent it.
    pub cross_site: &'static str,
    /// It came from `{}`, and that is perhaps the server itself.
    pub unknown_origin: &'static str,
    /// Title of the page for an unknown address.
    pub not_found: &'static str,
    /// The way back from there.
    pub home: &'static str,
}

/// What is said about pictures of one kind.
#[derive(Debug)]
pub struct PictureTexts {
    /// Label of the answer's field.
    pub label: &'static str,
    /// Alternative text of the picture: what to do.
    pub alt: &'static str,
    /// Said beside the picture, and of its field: in which order it is read.
    pub order: &'static str,
}

/// How a time is said; `{}` stands for the number.
#[derive(Debug)]
pub struct TimeTexts {
    /// One second.
    pub second: &'static str,
    /// Any other number of them.
    pub seconds: &'static str,
    /// Three minutes or more.
    pub minutes: &'static str,
    /// Three hours or more.
    pub hours: &'static str,
}

impl TimeTexts {
    /// These seconds in words.
    pub fn say(&self, seconds: u32) -> String {
        let Wait { number, unit } = Wait::of(seconds);
        let words = match unit {
            WaitUnit::Second => self.second,
            WaitUnit::Seconds => self.seconds,
            WaitUnit::Minutes => self.minutes,
            WaitUnit::Hours => self.hours,
        };
        words.replace("{}", &number.to_string())
    }
}

impl Texts {
    /// What is said about pictures of this kind.
    pub fn of_picture(&self, kind: ImageCodeKind) -> &PictureTexts {
        match kind {
            ImageCodeKind::Text => &self.image_text,
            ImageCodeKind::Math => &self.image_math,
        }
    }

    /// The texts of `language`.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }
}

const ZH: Texts = Texts {
    title: "手机号验证",
    lead: "看图输入验证码，我们会向你的手机发送一条短信。",
    mobile: "手机号",
    image_text: PictureTexts {
        label: "图片验证码",
        alt: "图片验证码：从圆点开始，按顺时针方向输入看到的字符，或播放语音后输入听到的字符",
        order: "从圆点开始，顺时针输入",
    },
    image_math: PictureTexts {
        label: "图中算式的结果",
        alt: "图片中有一道算式：从圆点开始，按顺时针方向看并算出结果，或播放语音听结果，然后输入",
        order: "从圆点开始，顺时针看",
    },
    new_image: "换一张图片",
    image_failed: "图片没有加载出来，请换一张",
    image_later: "图片没有加载出来，约 {}后会自动换一张",
    image_back: "图片已加载",
    play_sound: "播放语音",
    stop_sound: "停止播放",
    sound_failed: "语音无法播放。请换一张图片，或稍后再试。",
    sms_code: "短信验证码",
    get_code: "获取短信验证码",
    sending: "正在发送…",
    sent: "短信已发送，请输入其中的 6 位数字。",
    verify: "验证",
    verifying: "正在验证…",
    verified: "手机号已验证",
    mobile_missing: "请输入手机号",
    image_expired: "这张图片已过期，请换一张",
    resend_in: "{}后可以重新获取",
    time: TimeTexts {
        second: "1 秒", seconds: "{} 秒", minutes: "{} 分钟", hours: "{} 小时"
    },
    may_resend: "没有收到短信？现在可以重新获取。",
    colours: "颜色",
    theme_system: "跟随系统",
    theme_light: "浅色",
    theme_dark: "深色",
    frame_failed: "手机号验证没有加载出来，请检查网络后刷新页面",
    frame_plain: "没有 JavaScript，验证结果无法交给外面的网页。请启用后刷新页面。",
    not_own: "表单没有被接受",
    cross_site: "这个表单是从其他网站的页面提交的，没有做任何处理。请在本站的页面上填写。",
    unknown_origin: "浏览器说这个表单来自 {}，服务器不知道这就是它自己的地址，所以没有做任何处理。\
                     如果你是在本站的页面上提交的，请把这段话转告网站管理员：\
                     请用 PUBLIC_URL 写明这个地址，或让代理服务器转发 Host；日志里有详细原因。",
    not_found: "没有这个页面",
    home: "返回验证页面",
};

const EN: Texts = Texts {
    title: "Verify your phone",
    lead: "Read the picture, and we send one text message to your phone.",
    mobile: "Phone number",
    image_text: PictureTexts {
        label: "Picture code",
        alt: "Picture code: start at the dot, go clockwise, and type the characters you see, or play the sound and type what you hear",
        order: "Start at the dot and go clockwise.",
    },
    image_math: PictureTexts {
        label: "Result of the sum in the picture",
        alt: "A sum, clockwise from the dot: work it out, or play the sound to hear the result, and type it",
        order: "Start at the dot and go clockwise.",
    },
    new_image: "New picture",
    image_failed: "The picture did not load. Take a new one.",
    image_later: "The picture did not load. Another one comes by itself in about {}.",
    image_back: "The picture is there.",
    play_sound: "Play sound",
    stop_sound: "Stop sound",
    sound_failed: "The sound can't be played. Take a new picture, or try again later.",
    sms_code: "Message code",
    get_code: "Get code",
    sending: "Sending…",
    sent: "Message sent. Enter the 6 digits from it.",
    verify: "Verify",
    verifying: "Verifying…",
    verified: "Phone verified",
    mobile_missing: "Enter your phone number.",
    image_expired: "This picture has expired. Take a new one.",
    resend_in: "You can ask again in {}",
    time: TimeTexts {
        second: "1 second",
        seconds: "{} seconds",
        minutes: "{} minutes",
        hours: "{} hours",
    },
    may_resend: "No message? You can ask for another one now.",
    colours: "Colours",
    theme_system: "Auto",
    theme_light: "Light",
    theme_dark: "Dark",
    frame_failed: "The phone verification did not load. Check your connection and reload the page.",
    frame_plain: "Without JavaScript the result can't reach the page around this form. Turn it on \
                  and reload.",
    not_own: "This form was not accepted",
    cross_site: "It came from another site's page, so nothing was done. Fill it in on this site.",
    unknown_origin: "Your browser sent it from {}, which this server does not know as its own \
                     address, so nothing was done. If you came from this site's own page, tell the \
                     people who run it: PUBLIC_URL has to name that address, or the proxy has to pass \
                     Host on. The log says what differed.",
    not_found: "There is no such page",
    home: "Back to the form",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GateError;

    fn is_han(c: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&c)
    }

    /// Every text of the page, by its `Debug`, and every error.
    fn said(language: Language) -> Vec<String> {
        let catalogue = format!("{:?}", Texts::of(language));
        let texts = catalogue.split('"').skip(1).step_by(2).map(str::to_owned);
        let errors =
            GateError::every().into_iter().chain([GateError::SendFailed { retry_after: 1 }]);
        texts.chain(errors.map(|error| error.message(language))).collect()
    }

    #[test]
    fn a_wait_is_said_in_the_unit_that_fits_and_never_too_short() {
        for (seconds, en, zh) in [
            (1, "1 second", "1 秒"),
            (120, "120 seconds", "120 秒"),
            (121, "3 minutes", "3 分钟"),
            (3600, "60 minutes", "60 分钟"),
            (7201, "3 hours", "3 小时"),
            (86_400, "24 hours", "24 小时"),
        ] {
            assert_eq!((EN.time.say(seconds).as_str(), ZH.time.say(seconds).as_str()), (en, zh));
        }
    }

    #[test]
    fn every_text_is_there_in_its_own_language() {
        let (zh, en) = (said(Language::Zh), said(Language::En));
        assert!(zh.len() > 45 && zh.len() == en.len());
        for (zh, en) in zh.iter().zip(&en) {
            assert!(zh.chars().any(is_han), "not Chinese: {zh}");
            assert!(en.chars().any(char::is_alphabetic) && !en.chars().any(is_han), "{en}");
            // Numbers and their places are not forgotten.
            for number in ["60", " 4 ", "{}"] {
                assert!(!en.contains(number) || zh.contains(number), "{zh} / {en}");
            }
        }
    }
}
