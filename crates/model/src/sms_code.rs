//! The code of a text message as people type or paste it.

use menshen_normalize::{digit, is_invisible};

/// The digits of a message code; Menshen makes no others.
const CODE: usize = 6;

/// The message code in what was typed or pasted, in ASCII: the one run of six digits, wherever it
/// stands in a whole message, or else six digits in all ("123 456"). `None` where there is none, and
/// where two differ.
pub fn sms_code(typed: &str) -> Option<String> {
    let shown = typed.chars().filter(|&c| c.is_whitespace() || !is_invisible(c));
    let plain: String = shown.map(|c| digit(c).unwrap_or(c)).collect();
    let runs = plain.split(|c: char| !c.is_ascii_digit());
    let mut codes = runs.filter(|run| run.len() == CODE);
    if let Some(code) = codes.next() {
        // A message for autofill says it twice ("…\n@shop.example #123456").
        return codes.all(|other| other == code).then(|| code.to_owned());
    }
    let digits: String = plain.chars().filter(char::is_ascii_digit).take(CODE + 1).collect();
    (digits.len() == CODE).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_code_is_the_one_run_of_six_digits_wherever_it_stands() {
        for typed in [
            "123456",
            " 123 456 ",
            "123-456",
            "1 2 3 4 5 6",
            "Code: 123-456",
            "验证码：123456。",
            "【门神】123456 是你的验证码，5 分钟内有效。",
            "Your code is 123456. It is good for 5 minutes, until 10:24.",
            "Call 13800138000 if you did not ask for 123456",
            "123456 is your code\n\n@shop.example #123456",
            "１２３４５６",
            "١٢٣٤٥٦",
            "۱۲۳۴۵۶",
            "१२३४५६",
            "\u{2068}123456\u{2069}",
            "\u{FEFF}123\u{200B}456",
        ] {
            assert_eq!(sms_code(typed).as_deref(), Some("123456"), "{typed:?}");
        }
        for typed in
            ["", "12345", "1234567", "12345a", "-12345", "123456 or 654321", "1234567 in 5 minutes"]
        {
            assert_eq!(sms_code(typed), None, "{typed:?}");
        }
    }
}
