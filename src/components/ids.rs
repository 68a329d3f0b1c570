//! The ids of elements and the attributes by which the page that the server renders and the islands in
//! it find each other. Both take them from here, so that a typo does not compile.

use leptos::{
    attr::{
        AttributeValue,
        custom::{CustomAttr, custom_attribute},
    },
    prelude::IntoAttributeValue,
};

use crate::model::Field;

macro_rules! names {
    ($type:ident: $($(#[doc = $doc:literal])+ $constant:ident = $name:literal;)+) => {
        impl $type {
            $($(#[doc = $doc])+ pub const $constant: Self = Self($name);)+

            /// Each of them.
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$constant),+];
        }
    };
}

/// The id of an element of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id(&'static str);

names! { Id:
    /// All that the page is about; it carries what the islands have to know.
    GATE = "gate";
    /// Says that there is no connection.
    OFFLINE = "offline";
    /// The heading.
    TITLE = "title";
    /// Everything but the end of the flow.
    FORM = "form";
    /// Asks for the text message.
    SEND_FORM = "send-form";
    /// Checks its code.
    VERIFY_FORM = "verify-form";
    /// Field of the phone number.
    MOBILE = "mobile";
    /// The calling code before it,
    CALLING_CODE = "calling-code";
    /// and the choice of one, where there are several.
    COUNTRY = "country";
    /// The box before what people agree to.
    CONSENT = "consent";
    /// Says that it is not ticked.
    CONSENT_ERROR = "consent-error";
    /// What is wrong with it.
    MOBILE_ERROR = "mobile-error";
    /// Field of the picture's code.
    IMAGE_CODE = "image_code";
    /// What is wrong with it.
    IMAGE_CODE_ERROR = "image_code-error";
    /// Field of the code in the text message.
    SMS_CODE = "sms_code";
    /// What is wrong with it.
    SMS_CODE_ERROR = "sms_code-error";
    /// What is wrong with no field.
    FORM_ERROR = "form-error";
    /// The island's picture.
    PICTURE = "picture";
    /// Stands in place of one that does not load.
    PICTURE_FAILED = "picture-failed";
    /// The button for another one there.
    TRY_AGAIN = "try-again";
    /// Says that it has come after all.
    PICTURE_BACK = "picture-back";
    /// In which order it is read.
    PICTURE_ORDER = "picture-order";
    /// The places of a picture that is clicked.
    PLACES = "places";
    /// How many of them are.
    CHOSEN = "chosen";
    /// The button that takes back the last one.
    UNDO = "undo";
    /// The button for a picture of characters.
    BY_CHARACTERS = "by-characters";
    /// Says how far a piece has to be moved where it can't be.
    SCALE = "scale";
    /// The piece that is moved, which a script makes.
    PIECE = "piece";
    /// What moves it.
    SLIDER = "slider";
    /// The picture where there is no island.
    PLAIN_PICTURE = "plain-picture";
    /// The name of that picture.
    IMAGE_CODE_ID = "image_code_id";
    /// The sound of that picture.
    PLAIN_SOUND = "plain-sound";
    /// The button for another picture.
    NEW_PICTURE = "new-picture";
    /// The frame of a picture that moves which is shown while it is stopped.
    STILL_FRAME = "still-frame";
    /// The button that stops it.
    PAUSE = "pause";
    /// The button for the sound.
    PLAY_SOUND = "play-sound";
    /// The sound.
    SOUND = "sound";
    /// Says that there is none.
    SOUND_ERROR = "sound-error";
    /// What a send is asked for beside its picture.
    STEP_UP = "step-up";
    /// Says what.
    STEP_UP_TEXT = "step-up-text";
    /// The button for a picture in place of work.
    BY_PICTURE = "by-picture";
    /// Holds the second picture.
    SECOND = "second";
    /// The second picture.
    SECOND_PICTURE = "second-picture";
    /// In which order it is read.
    SECOND_ORDER = "second-order";
    /// Field of its code.
    SECOND_IMAGE_CODE = "second_image_code";
    /// What is wrong with it.
    SECOND_IMAGE_CODE_ERROR = "second_image_code-error";
    /// Its name.
    SECOND_IMAGE_CODE_ID = "second_image_code_id";
    /// Its sound.
    SECOND_SOUND = "second-sound";
    /// The button for another one.
    OTHER_SECOND = "other-second";
    /// The button of the first form.
    GET_CODE = "get-code";
    /// Leads to the second step without a message.
    HAVE_CODE = "have-code";
    /// Where the message went.
    SENT_TO = "sent-to";
    /// The button for another number.
    CHANGE = "change";
    /// The button for another message.
    RESEND = "resend";
    /// Says that the code is handed in by itself.
    CODE_HINT = "code-hint";
    /// How long until the next message, where there are no islands.
    RESEND_IN = "resend-in";
    /// What is said about the message.
    MESSAGE = "message";
    /// What the last send was answered with.
    HANDLE = "handle";
    /// The button of the second form.
    VERIFY = "verify";
    /// A message that the person is to send.
    REVERSE = "reverse";
    /// Heads that part of the page.
    REVERSE_TITLE = "reverse-title";
    /// The number that it goes to.
    REVERSE_TO = "reverse-to";
    /// What is to be written.
    REVERSE_TEXT = "reverse-text";
    /// The button that copies the number.
    COPY_TO = "copy-to";
    /// The button that copies what is to be written.
    COPY_TEXT = "copy-text";
    /// Opens the app of the phone.
    REVERSE_LINK = "reverse-link";
    /// All of it as a QR code.
    REVERSE_QR = "reverse-qr";
    /// What is dark there.
    REVERSE_QR_PATH = "reverse-qr-path";
    /// Asks whether it has come.
    REVERSE_FORM = "reverse-form";
    /// What stands for it.
    REVERSE_HANDLE = "reverse-handle";
    /// Whether it has come.
    REVERSE_STATUS = "reverse-status";
    /// The end of the flow.
    VERIFIED = "verified";
    /// Whose number that is.
    VERIFIED_NUMBER = "verified-number";
    /// The links to the colours.
    THEMES = "themes";
}

impl Id {
    /// The id as it stands in the document.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The input of a field.
    pub const fn of_input(field: Field) -> Self {
        match field {
            Field::Mobile => Self::MOBILE,
            Field::ImageCode => Self::IMAGE_CODE,
            Field::SmsCode => Self::SMS_CODE,
            Field::SecondImageCode => Self::SECOND_IMAGE_CODE,
        }
    }

    /// Where it is said what is wrong with a field; with none of them: below the form.
    pub const fn of_error(field: Option<Field>) -> Self {
        match field {
            Some(Field::Mobile) => Self::MOBILE_ERROR,
            Some(Field::ImageCode) => Self::IMAGE_CODE_ERROR,
            Some(Field::SmsCode) => Self::SMS_CODE_ERROR,
            Some(Field::SecondImageCode) => Self::SECOND_IMAGE_CODE_ERROR,
            None => Self::FORM_ERROR,
        }
    }
}

impl IntoAttributeValue for Id {
    type Output = &'static str;

    fn into_attribute_value(self) -> Self::Output {
        self.0
    }
}

/// Where a refusal may stand, as [`Id::of_error`] knows it.
pub const ERROR_PLACES: [Option<Field>; 5] = [
    Some(Field::Mobile),
    Some(Field::ImageCode),
    Some(Field::SecondImageCode),
    Some(Field::SmsCode),
    None,
];

/// An attribute by which the server tells the islands something, or they tell the style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataAttr(&'static str);

names! { DataAttr:
    /// Of [`Id::GATE`]: a [`FormStep`](crate::model::FormStep).
    STEP = "data-step";
    /// Of [`Id::GATE`]: seconds until the next message to this number, while there is such a wait.
    RESEND = "data-resend";
    /// Of [`Id::GATE`]: the life of a picture in seconds.
    LIFE = "data-life";
    /// Of [`Id::GATE`]: what the picture asks for, where that has to be asked before it is shown; and the event by which a
    /// script says that it knows.
    KIND = "data-kind";
    /// Of [`Id::GATE`]: the picture of which that is known already.
    CHALLENGE = "data-challenge";
    /// Of [`Id::GATE`]: the work that a send will be asked for, as far as that is known; and the event by which a script
    /// says that it may begin.
    WORK = "data-work";
    /// Of [`Id::GATE`]: a script is there for pictures that are pointed at.
    POINTING = "data-pointing";
    /// Of a place that is clicked: as which.
    PLACE = "data-place";
    /// Of [`Id::PICTURE`]: its name, where a script shows it once it knows what it asks for.
    NAME = "data-name";
    /// Of [`Id::GATE`]: pictures move, unless something still is asked for.
    MOVES = "data-moves";
    /// Of [`Id::GATE`]: the name of the page's language.
    LANGUAGE = "data-language";
    /// Of [`Id::GATE`]: the [`Labels`](super::Labels).
    LABELS = "data-labels";
    /// Of [`Id::GATE`]: the islands are awake.
    AWAKE = "data-awake";
    /// Of [`Id::GATE`]: the path that the server is under.
    BASE = "data-base";
    /// Of the document and of each link to colours: a [`Theme`](crate::model::Theme).
    THEME = "data-theme";
    /// Of a framed page: origin of the page around it, where that one may have the ticket.
    PARENT = "data-parent";
    /// Of the ticket: seconds until it expires.
    EXPIRES_IN = "data-expires-in";
}

impl DataAttr {
    /// Its name in the document.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The attribute with this value, to be spread over an element.
    pub fn is<V: AttributeValue>(self, value: V) -> CustomAttr<&'static str, V> {
        custom_attribute(self.0, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in `text` between each `start` and the next character of no name.
    fn names<'a>(text: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
        text.split(start).skip(1).map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c));
            &rest[..end.unwrap_or(rest.len())]
        })
    }

    fn is_id(name: &str) -> bool {
        Id::ALL.iter().any(|id| id.as_str() == name)
    }

    /// `data-expires-in`, which scripts call `expiresIn`.
    fn in_document(name: &str) -> String {
        let words = name.chars().map(|c| match c {
            'A'..='Z' => format!("-{}", c.to_ascii_lowercase()),
            _ => c.to_string(),
        });
        ["data-".to_owned()].into_iter().chain(words).collect()
    }

    #[test]
    fn every_element_has_an_id_of_its_own() {
        for (at, id) in Id::ALL.iter().enumerate() {
            assert!(!Id::ALL[..at].contains(id), "{id:?}");
        }
        assert!(DataAttr::ALL.iter().all(|attr| attr.as_str().starts_with("data-")));
    }

    #[test]
    fn style_sheet_and_script_of_the_frame_name_no_other_elements() {
        let style = concat!(
            include_str!("../../style/main.css"),
            include_str!("../../style/pointing.css"),
        );
        // Colours stand behind a colon.
        let selectors = style.lines().filter(|line| !line.contains(": #") && !line.contains("(#"));
        for line in selectors {
            for name in names(line, "#") {
                assert!(is_id(name), "#{name} in the style sheet");
            }
        }
        for script in [include_str!("../app/pointing.js"), include_str!("../app/moving.js")] {
            let found: Vec<_> = names(script, "byId('").collect();
            assert!(found.len() > 2 && found.iter().all(|name| is_id(name)), "{found:?}");
        }
        let script = include_str!("../app/frame/to_parent.js");
        let found: Vec<_> = names(script, "getElementById('").collect();
        assert!(found.len() > 2 && found.iter().all(|name| is_id(name)), "{found:?}");
        let found: Vec<_> = names(script, ".dataset.").map(in_document).collect();
        let is_attr = |name: &String| DataAttr::ALL.iter().any(|attr| attr.as_str() == name);
        assert!(found.len() > 3 && found.iter().all(is_attr), "{found:?}");
    }
}
