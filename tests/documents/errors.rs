//! The page of every error, made from what the gate refuses with. `make settings` writes it.

use menshen::model::{Field, GateError, Language, Operation};

use super::made::{Lines, check};

/// What the page says in one language.
struct Words {
    language: &'static str,
    /// What each refusal means, and what to do.
    meanings: Lines,
    /// Before the calls that answer so.
    calls: &'static str,
    field: fn(Field) -> &'static str,
    waits: &'static str,
    spent: &'static str,
    kept: &'static str,
    /// Between facts.
    and: &'static str,
    /// Before what the person reads.
    read: &'static str,
}

fn english() -> Words {
    Words {
        language: "en",
        meanings: Lines::of("tests/documents/errors.en.txt"),
        calls: "answer of",
        field: |field| match field {
            Field::Mobile => "about the phone number",
            Field::ImageCode => "about the picture code",
            Field::SecondImageCode => "about the second picture code",
            Field::SmsCode => "about the message code",
        },
        waits: "with `retry_after`",
        spent: "the picture is spent",
        kept: "the picture stays good",
        and: "; ",
        read: "People read: ",
    }
}

fn chinese() -> Words {
    Words {
        language: "zh",
        meanings: Lines::of("tests/documents/errors.zh.txt"),
        calls: "出自",
        field: |field| match field {
            Field::Mobile => "关于手机号",
            Field::ImageCode => "关于图片验证码",
            Field::SecondImageCode => "关于第二张图片的验证码",
            Field::SmsCode => "关于短信验证码",
        },
        waits: "带 `retry_after`",
        spent: "图片作废",
        kept: "图片仍然有效",
        and: "；",
        read: "用户看到：",
    }
}

fn call(operation: Operation) -> &'static str {
    match operation {
        Operation::Picture => "`GET /image_codes/{uuid}/`",
        Operation::Sound => "`GET /image_codes/{uuid}/audio`",
        Operation::Describe => "`GET /api/v1/challenges/{uuid}`",
        Operation::SendSms => "`POST /api/v1/sms-codes`",
        Operation::Verify => "`POST /api/v1/sms-codes/verify`",
        Operation::TakeReverse => "`POST /api/v1/reverse-messages/verify`",
        Operation::Redeem => "`POST /siteverify`",
        Operation::Ready => "`GET /readyz`",
    }
}

impl Words {
    /// What is true of a refusal besides its status.
    fn facts(&self, error: &GateError) -> String {
        let calls: Vec<_> = error.operations().iter().map(|&operation| call(operation)).collect();
        let mut facts = vec![format!("{} {}", self.calls, calls.join(" · "))];
        facts.extend(error.field().map(|field| (self.field)(field).to_owned()));
        facts.extend(error.retry_after().map(|_| self.waits.to_owned()));
        // A name that is none is no picture's.
        let has_picture = *error != GateError::ImageCodeIdInvalid;
        if has_picture && error.operations().contains(&Operation::SendSms) {
            facts.push(if error.keeps_picture() { self.kept } else { self.spent }.to_owned());
        }
        facts.join(self.and)
    }

    fn section(&self, error: &GateError) -> String {
        let (slug, status) = (error.slug(), error.status());
        let language = Language::from_name(self.language).unwrap();
        let read = error.message(language);
        format!(
            "### {slug}\n\n**{status}**{}{}\n\n{}\n\n> {}{read}\n",
            self.and,
            self.facts(error),
            self.meanings.say(slug),
            self.read,
        )
    }

    fn page(&self) -> String {
        let mut errors: Vec<_> = told().collect();
        errors.sort_by_key(GateError::status);
        let sections: Vec<_> = errors.iter().map(|error| self.section(error)).collect();
        sections.join("\n")
    }
}

/// Those that the server answers with: the page alone makes the other.
fn told() -> impl Iterator<Item = GateError> {
    GateError::iter().filter(|error| *error != GateError::Unreachable)
}

#[test]
fn the_page_of_errors_has_every_refusal_in_both_languages() {
    let slugs: Vec<_> = told().map(|error| error.slug()).collect();
    for (path, words) in [("docs/errors.md", english()), ("docs/zh/errors.md", chinese())] {
        words.meanings.are_of(&slugs);
        check(path, &words.page());
    }
}
