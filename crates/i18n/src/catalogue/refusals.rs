//! What people read when the gate says no, on the page and in the API.

use crate::{Plural, Template};

/// A text for each refusal: what happened, and what to do. Where a text has one place, it is for the time to
/// wait.
///
/// 图片验证码已过期 and 图片验证码错误 are the words of the HTTP contract that older front ends compare with;
/// in Chinese they stay as they are.
#[derive(Debug)]
pub struct RefusalTexts {
    /// The request can't be read. What is wrong with it, in English, is for the developer who wrote the
    /// call; where a language has no use for that, it leaves it out.
    pub invalid_request: fn(detail: &str) -> String,
    /// The picture's name is not a version-4 UUID.
    pub image_code_id_invalid: &'static str,
    /// No picture code was given.
    pub image_code_missing: &'static str,
    /// No picture has such an answer.
    pub answer: AnswerTexts,
    /// The picture is too old or already used, and a new one is there.
    pub image_code_expired: &'static str,
    /// The picture whose sound was asked for is.
    pub image_code_not_found: &'static str,
    /// The picture shows something else.
    pub image_code_wrong: &'static str,
    /// Not a mobile number.
    pub mobile_invalid: &'static str,
    /// A number of a country that the site does not send to.
    pub country_not_served: &'static str,
    /// Not six digits.
    pub sms_code_malformed: &'static str,
    /// Not the live message code of this number.
    pub sms_code_wrong: &'static str,
    /// Follows that, with what stands between two sentences, for who is told how many tries are left.
    pub tries_left: Plural,
    /// Said in place of both when none is: the next message is refused as well until the code has expired.
    pub no_tries_left: &'static str,
    /// All attempts on the number's codes are used up.
    pub sms_code_exhausted: Template<1>,
    /// The number was sent a message a moment ago.
    pub cooling_down: Template<1>,
    /// The number got as many messages as it may.
    pub too_many_messages: Template<1>,
    /// The network asked for as many messages as it may.
    pub address_limited: Template<1>,
    /// Nothing goes to this number for now: a limit of its prefix or its country, or too few of their messages
    /// were answered. One text for all, which says when to come back, not which number to try next.
    pub sending_paused: Template<1>,
    /// The site sent as many messages as it may.
    pub budget_spent: Template<1>,
    /// The operator has stopped all messages.
    pub sms_paused: &'static str,
    /// The network handed in too many message codes.
    pub too_many_checks: Template<1>,
    /// The network gave too many wrong answers to pictures; this one was not looked at.
    pub too_many_answers: Template<1>,
    /// The network asked for too many pictures.
    pub too_many_pictures: Template<1>,
    /// The network asked for too many sounds.
    pub too_many_sounds: Template<1>,
    /// The message that the person was to send is not waited for any more.
    pub reverse_message_expired: &'static str,
    /// The number can't receive messages.
    pub send_refused: &'static str,
    /// The operator has denied the number, or the person's network.
    pub not_allowed: &'static str,
    /// The message was certainly not sent, and may be asked for again at once.
    pub send_failed: &'static str,
    /// The same, after a wait.
    pub send_failed_wait: Template<1>,
    /// The message may or may not arrive.
    pub send_unknown: Template<1>,
    /// Too much is going on, or the store is down.
    pub unavailable: &'static str,
    /// The browser could not reach the server.
    pub unreachable: &'static str,
}

/// Why an answer is wrong whatever the picture shows.
#[derive(Debug)]
pub struct AnswerTexts {
    /// No picture has these characters.
    pub characters: Template<1>,
    /// Stands between two of them.
    pub between: &'static str,
    /// Every picture has this many characters.
    pub length: Plural,
    /// Every answer has from so many characters to so many.
    pub lengths: Template<2>,
    /// Every sum has a result from the first to the second.
    pub result: Template<2>,
    /// Every answer points at as many places as are asked for.
    pub points: &'static str,
    /// Every answer says how far a piece was moved.
    pub offset: &'static str,
}
