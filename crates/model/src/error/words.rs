//! What people read when the gate says no, in both languages.

use super::{AnswerFault, GateError};
use crate::{Language, Texts};

/// Seconds that pass anyhow while the new picture is read.
const SOON: u32 = 5;

impl GateError {
    pub(super) fn zh(&self) -> String {
        match self {
            Self::InvalidRequest { .. } => "请求格式不正确".into(),
            Self::ImageCodeIdInvalid => "图片验证码编号不正确，请刷新图片".into(),
            Self::ImageCodeMissing => "请输入图片验证码".into(),
            Self::ImageCodeMalformed { fault } => zh_fault(fault),
            Self::ImageCodeExpired | Self::ImageCodeNotFound => "图片验证码已过期".into(),
            Self::ImageCodeWrong => "图片验证码错误".into(),
            Self::MobileInvalid => "手机号格式不正确，请检查后重新输入".into(),
            Self::CountryNotServed => "暂不支持该国家或地区的手机号".into(),
            Self::SmsCodeMalformed => "请输入短信中的 6 位数字".into(),
            Self::SmsCodeWrong => "短信验证码错误或已失效，请核对最新一条短信，或重新获取".into(),
            Self::SmsCodeExhausted { retry_after } => {
                format!("该手机号的验证码错误次数过多，请 {}后重新获取", zh_time(*retry_after))
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
            Self::SmsPaused { .. } => "本站已暂停发送短信，请稍后再来".into(),
            Self::TooManyChecks { retry_after } => {
                format!("你所在的网络验证过于频繁，请 {}后再试", zh_time(*retry_after))
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

    pub(super) fn en(&self) -> String {
        match self {
            Self::InvalidRequest { detail } => format!("The request can't be read: {detail}"),
            Self::ImageCodeIdInvalid => {
                "The picture's name is not a version-4 UUID. Take a new picture.".into()
            }
            Self::ImageCodeMissing => "Enter the code in the picture.".into(),
            Self::ImageCodeMalformed { fault } => en_fault(fault),
            Self::ImageCodeNotFound => "This picture has expired. Take a new one.".into(),
            Self::ImageCodeExpired => "This picture has expired. Read the new one.".into(),
            Self::ImageCodeWrong => "That is not what the picture says. Read the new one.".into(),
            Self::MobileInvalid => "This is not a mobile number. Check the digits.".into(),
            Self::CountryNotServed => "Numbers of this country are not served here.".into(),
            Self::SmsCodeMalformed => "Enter the 6 digits from the text message.".into(),
            Self::SmsCodeWrong => {
                "That code is wrong or no longer valid. Check the newest message, or get a new code."
                    .into()
            }
            Self::SmsCodeExhausted { retry_after } => format!(
                "Too many wrong codes for this number. Try again in {}.",
                en_time(*retry_after)
            ),
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
            Self::SmsPaused { .. } => {
                "This site has paused its text messages. Please come back later.".into()
            }
            Self::TooManyChecks { retry_after } => format!(
                "Too many codes were tried from your network. Try again in {}.",
                en_time(*retry_after)
            ),
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

fn zh_fault(fault: &AnswerFault) -> String {
    match fault {
        AnswerFault::Characters(others) => {
            format!("这张图片里没有“{}”，请再看一遍", joined(others, "”和“"))
        }
        AnswerFault::Length(length) => format!("这张图片有 {length} 个字符，请核对后重新输入"),
        AnswerFault::Result(least, most) => {
            format!("结果是 {least} 到 {most} 之间的数字，请再算一遍")
        }
    }
}

fn en_fault(fault: &AnswerFault) -> String {
    match fault {
        AnswerFault::Characters(others) => {
            format!("This picture has no {}. Look again.", joined(others, " and no "))
        }
        AnswerFault::Length(length) => {
            format!("This picture has {length} characters. Check what you typed.")
        }
        AnswerFault::Result(least, most) => {
            format!("The result is a number from {least} to {most}. Work it out again.")
        }
    }
}

fn joined(characters: &str, between: &str) -> String {
    characters.chars().map(String::from).collect::<Vec<_>>().join(between)
}

fn zh_time(seconds: u32) -> String {
    Texts::of(Language::Zh).time.say(seconds)
}

fn en_time(seconds: u32) -> String {
    Texts::of(Language::En).time.say(seconds)
}
