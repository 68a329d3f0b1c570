//! What the islands say. The server writes it into the page in the page's language, so that the browser
//! loads neither the catalogue nor a reader for it.

use std::sync::Arc;

macro_rules! labels {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {
        /// Something that an island says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Label {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Label {
            /// Each of them, in the order in which [`Labels`] has them.
            const ALL: &[Self] = &[$(Self::$name),+];
        }
    };
}

labels! {
    /// The heading before a message has left.
    Title,
    /// The same after it.
    CodeTitle,
    /// The same at the end.
    Verified,
    /// The document's title while something is refused; `{}` stands for the heading.
    ErrorTitle,
    /// The browser has no connection.
    Offline,
    /// Where the message went; `{}` stands for the number.
    SentTo,
    /// The code is handed in by itself.
    CodeHint,
    /// The button for another message.
    Resend,
    /// The button that asks for it.
    TextAgain,
    /// The box before what people agree to is not ticked.
    AgreeMissing,
    /// The button in place of a picture.
    TryAgain,
    /// The phone number is empty.
    MobileMissing,
    /// The picture's code is empty.
    ImageCodeMissing,
    /// The message's code is empty.
    SmsCodeMissing,
    /// The server did not answer.
    Unreachable,
    /// The button for another picture.
    NewPicture,
    /// A picture did not load.
    PictureFailed,
    /// It did not load and another one comes by itself; `{}` stands for the time until then.
    PictureLater,
    /// It did not load and another one has come by itself.
    PictureBack,
    /// The life of the picture has ended.
    PictureExpired,
    /// The button for the sound.
    PlaySound,
    /// The same while it plays.
    StopSound,
    /// There is no sound.
    SoundFailed,
    /// The browser works.
    Working,
    /// A second picture has to be read.
    OnePicture,
    /// The same, since the browser can't work.
    WorkFailed,
    /// The button for the message.
    GetCode,
    /// The same while the message is asked for.
    Sending,
    /// A message has left.
    Sent,
    /// None has left: the number is one for tests.
    SentToTest,
    /// Another message may be asked for.
    MayResend,
    /// The buttons for another message until one may be asked for; `{}` stands for the time until then.
    ResendIn,
    /// Seconds, as a [`Plural`](menshen_i18n::Plural) is written.
    Seconds,
    /// Minutes, likewise.
    Minutes,
    /// Hours, likewise.
    Hours,
    /// A message of the person is waited for.
    ReverseWaiting,
    /// It has not come yet.
    ReverseNotYet,
    /// It is not waited for any more.
    ReverseExpired,
    /// Something was copied.
    Copied,
    /// The button that checks the code of the message.
    Verify,
    /// The same while it is checked.
    Verifying,
}

/// Every [`Label`] in the language of the page: one line each, in their order.
#[derive(Debug, Clone, Default)]
pub struct Labels(Arc<str>);

impl Labels {
    /// In these words.
    pub fn new(text: impl Fn(Label) -> String) -> Self {
        let lines: Vec<_> = Label::ALL.iter().map(|label| text(*label)).collect();
        Self(lines.join("\n").into())
    }

    /// As [`Self::as_str`] has written them.
    pub fn read(lines: &str) -> Self {
        Self(lines.into())
    }

    /// All of them, as the page carries them.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One of them.
    pub fn get(&self, label: Label) -> &str {
        self.0.split('\n').nth(label as usize).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_label_is_read_as_it_was_written() {
        let written = Labels::new(|label| format!("{label:?}"));
        let read = Labels::read(written.as_str());
        for label in Label::ALL {
            assert_eq!(read.get(*label), format!("{label:?}"));
        }
        assert_eq!(Labels::default().get(Label::Verify), "");
    }
}
