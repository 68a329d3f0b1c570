//! Everything the gate may refuse, in one list.
//!
//! The page, the API and the seed's own contract all show these same refusals, each in its form.

use serde::{Deserialize, Serialize};

use super::Language;

/// The field of the form at which a refusal is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// The phone number.
    Mobile,
    /// What the person reads in the picture.
    ImageCode,
    /// The code from the text message.
    SmsCode,
}

/// Why the gate said no. Safe to show: no secret, code or whole number stands in any of them.
///
/// `retry_after` is in seconds and at least 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.message(Language::En))]
pub enum GateError {
    /// The request can't be read: broken JSON, a missing field, a wrong type.
    InvalidRequest {
        /// What is wrong with it, in English, for the developer who wrote the call.
        detail: String,
    },
    /// The picture's name is not a version-4 UUID.
    ImageCodeIdInvalid,
    /// No picture code was given. The picture is not spent.
    ImageCodeMissing,
    /// No live picture under this name: too old, already used, or never issued.
    ImageCodeExpired,
    /// No live picture under this name whose sound could be played.
    ImageCodeNotFound,
    /// The picture shows something else. It is spent.
    ImageCodeWrong,
    /// Not a mobile number of any country. The picture is not spent.
    MobileInvalid,
    /// A number of a country that this site does not send to. The picture is not spent.
    CountryNotServed,
    /// Not six digits; not counted as an attempt.
    SmsCodeMalformed,
    /// No live message code for this number: too old, already used, or never sent.
    SmsCodeExpired,
    /// The message says something else.
    SmsCodeWrong {
        /// How many attempts remain, at least 1.
        attempts_left: u32,
    },
    /// All attempts are used up; neither this code nor a new one is accepted until then.
    SmsCodeExhausted {
        /// Until attempts are counted anew.
        retry_after: u32,
    },
    /// The number was sent a message a moment ago.
    CoolingDown {
        /// Until the next message may be sent.
        retry_after: u32,
    },
    /// The number got as many messages as it may in an hour or a day.
    TooManyMessages {
        /// Until it may get another one.
        retry_after: u32,
    },
    /// One address asked for as many messages as it may.
    AddressLimited {
        /// Until it may ask for another one.
        retry_after: u32,
    },
    /// The numbers around this one, all but the last four digits the same, got as many messages as
    /// they may.
    PrefixLimited {
        /// Until one of them may get another one.
        retry_after: u32,
    },
    /// The country got as many messages as it may.
    CountryLimited {
        /// Until it may get another one.
        retry_after: u32,
    },
    /// Too few of the messages to this country, or to the numbers around this one, were answered.
    SendingPaused {
        /// Until messages go there again.
        retry_after: u32,
    },
    /// The site sent as many messages as it may.
    BudgetSpent {
        /// Until it may send another one.
        retry_after: u32,
    },
    /// One address asked for too many pictures.
    TooManyPictures {
        /// Until the next picture is served.
        retry_after: u32,
    },
    /// One address asked for too many sounds.
    TooManySounds {
        /// Until the next sound is served.
        retry_after: u32,
    },
    /// The provider says that this number can't receive messages.
    SendRefused,
    /// The message was certainly not sent, through no fault of the person's.
    SendFailed {
        /// When to try again.
        retry_after: u32,
    },
    /// The provider did not answer clearly: the message may or may not arrive.
    SendUnknown {
        /// Until the next message may be sent.
        retry_after: u32,
    },
    /// The store is down or too much is going on. Nothing was sent.
    Unavailable {
        /// When to try again.
        retry_after: u32,
    },
    /// The browser could not reach the server. Only the page makes this one.
    Unreachable,
}

impl GateError {
    /// A stable name in kebab case; the last part of the problem's `type`.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::InvalidRequest { .. } => "invalid-request",
            Self::ImageCodeIdInvalid => "image-code-id-invalid",
            Self::ImageCodeMissing => "image-code-missing",
            Self::ImageCodeExpired => "image-code-expired",
            Self::ImageCodeNotFound => "image-code-not-found",
            Self::ImageCodeWrong => "image-code-wrong",
            Self::MobileInvalid => "mobile-invalid",
            Self::CountryNotServed => "country-not-served",
            Self::SmsCodeMalformed => "sms-code-malformed",
            Self::SmsCodeExpired => "sms-code-expired",
            Self::SmsCodeWrong { .. } => "sms-code-wrong",
            Self::SmsCodeExhausted { .. } => "sms-code-exhausted",
            Self::CoolingDown { .. } => "cooling-down",
            Self::TooManyMessages { .. } => "too-many-messages",
            Self::AddressLimited { .. } => "address-limited",
            Self::PrefixLimited { .. } => "prefix-limited",
            Self::CountryLimited { .. } => "country-limited",
            Self::SendingPaused { .. } => "sending-paused",
            Self::BudgetSpent { .. } => "budget-spent",
            Self::TooManyPictures { .. } => "too-many-pictures",
            Self::TooManySounds { .. } => "too-many-sounds",
            Self::SendRefused => "send-refused",
            Self::SendFailed { .. } => "send-failed",
            Self::SendUnknown { .. } => "send-unknown",
            Self::Unavailable { .. } | Self::Unreachable => "unavailable",
        }
    }

    /// The HTTP status: 400 can't be read, 404 not there, 422 read and refused, 429 too
    /// much, 503 our fault.
    pub fn status(&self) -> u16 {
        match self {
            Self::InvalidRequest { .. } | Self::ImageCodeIdInvalid => 400,
            Self::ImageCodeNotFound => 404,
            Self::ImageCodeMissing
            | Self::ImageCodeExpired
            | Self::ImageCodeWrong
            | Self::MobileInvalid
            | Self::CountryNotServed
            | Self::SmsCodeMalformed
            | Self::SmsCodeExpired
            | Self::SmsCodeWrong { .. }
            | Self::SendRefused => 422,
            Self::SmsCodeExhausted { .. }
            | Self::CoolingDown { .. }
            | Self::TooManyMessages { .. }
            | Self::AddressLimited { .. }
            | Self::PrefixLimited { .. }
            | Self::CountryLimited { .. }
            | Self::SendingPaused { .. }
            | Self::TooManyPictures { .. }
            | Self::TooManySounds { .. } => 429,
            Self::BudgetSpent { .. }
            | Self::SendFailed { .. }
            | Self::SendUnknown { .. }
            | Self::Unavailable { .. }
            | Self::Unreachable => 503,
        }
    }

    /// Seconds to wait before the same request can succeed, where waiting helps.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::SmsCodeExhausted { retry_after }
            | Self::CoolingDown { retry_after }
            | Self::TooManyMessages { retry_after }
            | Self::AddressLimited { retry_after }
            | Self::PrefixLimited { retry_after }
            | Self::CountryLimited { retry_after }
            | Self::SendingPaused { retry_after }
            | Self::BudgetSpent { retry_after }
            | Self::TooManyPictures { retry_after }
            | Self::TooManySounds { retry_after }
            | Self::SendFailed { retry_after }
            | Self::SendUnknown { retry_after }
            | Self::Unavailable { retry_after } => Some(*retry_after),
            _ => None,
        }
    }

    /// The field it is about; `None` when it is about the whole form.
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::ImageCodeIdInvalid
            | Self::ImageCodeMissing
            | Self::ImageCodeExpired
            | Self::ImageCodeNotFound
            | Self::ImageCodeWrong
            | Self::TooManyPictures { .. }
            | Self::TooManySounds { .. } => Some(Field::ImageCode),
            Self::MobileInvalid
            | Self::CountryNotServed
            | Self::CoolingDown { .. }
            | Self::TooManyMessages { .. }
            | Self::PrefixLimited { .. }
            | Self::CountryLimited { .. }
            | Self::SendingPaused { .. }
            | Self::SendRefused => Some(Field::Mobile),
            Self::SmsCodeMalformed
            | Self::SmsCodeExpired
            | Self::SmsCodeWrong { .. }
            | Self::SmsCodeExhausted { .. } => Some(Field::SmsCode),
            _ => None,
        }
    }

    /// What the person reads: what happened and what to do. Limits that a fraudster runs into, those
    /// of prefix and country and the breaker, are told in the same words: they say when to come back,
    /// not which number to try next.
    ///
    /// 图片验证码已过期 and 图片验证码错误 are the words of the HTTP contract that older front
    /// ends compare with; they stay as they are.
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Zh => self.zh(),
            Language::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        match self {
            Self::InvalidRequest { .. } => "请求格式不正确".into(),
            Self::ImageCodeIdInvalid => "图片验证码编号不正确，请刷新图片".into(),
            Self::ImageCodeMissing => "请输入图片验证码".into(),
            Self::ImageCodeExpired | Self::ImageCodeNotFound => "图片验证码已过期".into(),
            Self::ImageCodeWrong => "图片验证码错误".into(),
            Self::MobileInvalid => "手机号格式不正确，请检查后重新输入".into(),
            Self::CountryNotServed => "暂不支持该国家或地区的手机号".into(),
            Self::SmsCodeMalformed => "请输入短信中的 6 位数字".into(),
            Self::SmsCodeExpired => "短信验证码已过期，请重新获取".into(),
            Self::SmsCodeWrong { attempts_left } => {
                format!("短信验证码错误，还可以再试 {attempts_left} 次")
            }
            Self::SmsCodeExhausted { retry_after } => {
                format!("错误次数过多，请 {}后重新获取短信验证码", zh_time(*retry_after))
            }
            Self::CoolingDown { retry_after } => {
                format!("短信发送过于频繁，请 {}后再试", zh_time(*retry_after))
            }
            Self::TooManyMessages { retry_after } => {
                format!("该手机号获取短信的次数已达上限，请 {}后再试", zh_time(*retry_after))
            }
            Self::AddressLimited { retry_after } => {
                format!("你所在的网络获取短信过于频繁，请 {}后再试", zh_time(*retry_after))
            }
            Self::PrefixLimited { retry_after }
            | Self::CountryLimited { retry_after }
            | Self::SendingPaused { retry_after } => {
                format!("暂时无法向该手机号发送短信，请 {}后再试", zh_time(*retry_after))
            }
            Self::BudgetSpent { retry_after } => {
                format!("暂时无法发送短信，请 {}后再试", zh_time(*retry_after))
            }
            Self::TooManyPictures { retry_after } => {
                format!("图片刷新过于频繁，请 {}后再试", zh_time(*retry_after))
            }
            Self::TooManySounds { retry_after } => {
                format!("语音播放过于频繁，请 {}后再试", zh_time(*retry_after))
            }
            Self::SendRefused => "该手机号无法接收短信，请换一个号码".into(),
            Self::SendFailed { retry_after: ..=SOON } => {
                "短信发送失败，请重新输入图片验证码后再试".into()
            }
            Self::SendFailed { retry_after } => {
                format!("短信发送失败，请 {}后重新输入图片验证码再试", zh_time(*retry_after))
            }
            Self::SendUnknown { retry_after } => {
                format!("短信可能已发出；如果没有收到，请 {}后再试", zh_time(*retry_after))
            }
            Self::Unavailable { .. } => "服务繁忙，请稍后再试".into(),
            Self::Unreachable => "网络连接失败，请检查网络后再试".into(),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::InvalidRequest { detail } => format!("The request can't be read: {detail}"),
            Self::ImageCodeIdInvalid => {
                "The picture's name is not a version-4 UUID. Take a new picture.".into()
            }
            Self::ImageCodeMissing => "Enter the code in the picture.".into(),
            Self::ImageCodeNotFound => "This picture has expired. Take a new one.".into(),
            Self::ImageCodeExpired => "This picture has expired. Read the new one.".into(),
            Self::ImageCodeWrong => "That is not what the picture says. Read the new one.".into(),
            Self::MobileInvalid => "This is not a mobile number. Check the digits.".into(),
            Self::CountryNotServed => "Numbers of this country are not served here.".into(),
            Self::SmsCodeMalformed => "Enter the 6 digits from the text message.".into(),
            Self::SmsCodeExpired => "This code has expired. Get a new one.".into(),
            Self::SmsCodeWrong { attempts_left: 1 } => {
                "That is not the code we sent. 1 attempt left.".into()
            }
            Self::SmsCodeWrong { attempts_left } => {
                format!("That is not the code we sent. {attempts_left} attempts left.")
            }
            Self::SmsCodeExhausted { retry_after } => {
                format!("Too many wrong codes. Get a new one in {}.", en_time(*retry_after))
            }
            Self::CoolingDown { retry_after } => format!(
                "A message was sent to this number a moment ago. Try again in {}.",
                en_time(*retry_after)
            ),
            Self::TooManyMessages { retry_after } => format!(
                "This number got as many messages as it may. Try again in {}.",
                en_time(*retry_after)
            ),
            Self::AddressLimited { retry_after } => format!(
                "Too many messages were asked for from your network. Try again in {}.",
                en_time(*retry_after)
            ),
            Self::PrefixLimited { retry_after }
            | Self::CountryLimited { retry_after }
            | Self::SendingPaused { retry_after } => format!(
                "No message can be sent to this number for now. Try again in {}.",
                en_time(*retry_after)
            ),
            Self::BudgetSpent { retry_after } => {
                format!("No messages can be sent for now. Try again in {}.", en_time(*retry_after))
            }
            Self::TooManyPictures { retry_after } => {
                format!("Too many pictures. Try again in {}.", en_time(*retry_after))
            }
            Self::TooManySounds { retry_after } => {
                format!("Too many sounds. Try again in {}.", en_time(*retry_after))
            }
            Self::SendRefused => "This number can't receive messages. Use another one.".into(),
            Self::SendFailed { retry_after: ..=SOON } => {
                "The message could not be sent. Read the new picture and try again.".into()
            }
            Self::SendFailed { retry_after } => format!(
                "The message could not be sent. Read the new picture and try again in {}.",
                en_time(*retry_after)
            ),
            Self::SendUnknown { retry_after } => format!(
                "The message may be on its way. If it does not arrive, try again in {}.",
                en_time(*retry_after)
            ),
            Self::Unavailable { .. } => "Menshen is busy. Try again in a moment.".into(),
            Self::Unreachable => {
                "The server can't be reached. Check your connection and try again.".into()
            }
        }
    }
}

/// Seconds that pass anyhow while the new picture is read.
const SOON: u32 = 5;

/// A wait as people say it: no smaller unit than they need, and never too short.
fn time(seconds: u32) -> (u32, Unit) {
    const MINUTE: u32 = 60;
    const HOUR: u32 = 60 * MINUTE;
    match seconds {
        0..=120 => (seconds, Unit::Second),
        121..=7200 => (seconds.div_ceil(MINUTE), Unit::Minute),
        _ => (seconds.div_ceil(HOUR), Unit::Hour),
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Second,
    Minute,
    Hour,
}

fn zh_time(seconds: u32) -> String {
    let (n, unit) = time(seconds);
    let unit = match unit {
        Unit::Second => "秒",
        Unit::Minute => "分钟",
        Unit::Hour => "小时",
    };
    format!("{n} {unit}")
}

fn en_time(seconds: u32) -> String {
    let (n, unit) = time(seconds);
    let unit = match unit {
        Unit::Second => "second",
        Unit::Minute => "minute",
        Unit::Hour => "hour",
    };
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!((en_time(seconds).as_str(), zh_time(seconds).as_str()), (en, zh));
        }
    }
}
