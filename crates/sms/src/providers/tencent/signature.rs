//! TC3-HMAC-SHA256.

use time::OffsetDateTime;

use crate::sign;

/// An API key.
pub(super) struct Key {
    /// Says whose it is; goes along with every request.
    pub(super) id: String,
    /// Signs, and goes nowhere.
    pub(super) secret: String,
}

/// The header of this name for `POST /` with these headers, in lower case and in the order of their
/// names.
pub(super) fn authorization(
    key: &Key,
    service: &str,
    headers: &[(&str, &str)],
    body: &str,
    now: OffsetDateTime,
) -> String {
    const ALGORITHM: &str = "TC3-HMAC-SHA256";
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let canonical = format!("POST\n/\n\n{lines}\n{names}\n{}", sign::sha256_hex(body.as_bytes()));
    let date = now.date().to_string();
    let scope = format!("{date}/{service}/tc3_request");
    let to_sign = format!(
        "{ALGORITHM}\n{}\n{scope}\n{}",
        now.unix_timestamp(),
        sign::sha256_hex(canonical.as_bytes())
    );
    let secret = format!("TC3{}", key.secret);
    let derived = [date.as_str(), service, "tc3_request"]
        .iter()
        .fold(secret.into_bytes(), |key, part| sign::hmac(&key, part.as_bytes()).to_vec());
    let signature = sign::hex(&sign::hmac(&derived, to_sign.as_bytes()));
    format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
        key.id
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_published_vector() {
        let key = Key { id: "an-id".to_owned(), secret: "*".repeat(32) };
        let headers = [
            ("content-type", "application/json; charset=utf-8"),
            ("host", "cvm.tencentcloudapi.com"),
            ("x-tc-action", "describeinstances"),
        ];
        let body = r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
        let now = OffsetDateTime::from_unix_timestamp(1_551_113_065).unwrap();
        assert_eq!(
            authorization(&key, "cvm", &headers, body, now),
            "TC3-HMAC-SHA256 Credential=an-id/2019-02-25/cvm/tc3_request, \
             SignedHeaders=content-type;host;x-tc-action, \
             Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
        );
    }
}
