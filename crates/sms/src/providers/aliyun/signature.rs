//! ACS3-HMAC-SHA256.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::sign;

/// An access key.
pub(super) struct Key {
    /// Says whose it is; goes along with every request.
    pub(super) id: String,
    /// Signs, and goes nowhere.
    pub(super) secret: String,
}

/// A call with everything in the query and an empty body.
pub(super) struct Call<'a> {
    pub(super) host: &'a str,
    pub(super) action: &'a str,
    pub(super) version: &'a str,
    pub(super) parameters: &'a [(&'a str, &'a str)],
}

/// A call, ready to be made.
pub(super) struct Signed {
    pub(super) query: String,
    pub(super) headers: [(&'static str, String); 6],
    pub(super) authorization: String,
}

impl Call<'_> {
    pub(super) fn sign(&self, key: &Key, now: OffsetDateTime, nonce: &str) -> Signed {
        const ALGORITHM: &str = "ACS3-HMAC-SHA256";
        let mut parameters = self.parameters.to_vec();
        parameters.sort_unstable();
        let query = sign::encode_pairs(&parameters);
        // Whole seconds: the format knows no fractions. It can't fail for a year of four digits.
        let date = now.truncate_to_second().format(&Rfc3339).unwrap_or_default();
        let body = sign::sha256_hex(b"");
        // In the order of their names, as the signature asks.
        let headers = [
            ("host", self.host.to_owned()),
            ("x-acs-action", self.action.to_owned()),
            ("x-acs-content-sha256", body.clone()),
            ("x-acs-date", date),
            ("x-acs-signature-nonce", nonce.to_owned()),
            ("x-acs-version", self.version.to_owned()),
        ];
        let lines: String =
            headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let names = headers.each_ref().map(|(name, _)| *name).join(";");
        let canonical = format!("POST\n/\n{query}\n{lines}\n{names}\n{body}");
        let to_sign = format!("{ALGORITHM}\n{}", sign::sha256_hex(canonical.as_bytes()));
        let signature = sign::hex(&sign::hmac(key.secret.as_bytes(), to_sign.as_bytes()));
        let authorization = format!(
            "{ALGORITHM} Credential={},SignedHeaders={names},Signature={signature}",
            key.id
        );
        Signed { query, headers, authorization }
    }
}

#[cfg(test)]
mod tests {
    use time::{Date, Month, Time};

    use super::*;

    #[test]
    fn the_signature_is_that_of_the_published_vector() {
        let key =
            Key { id: "YourAccessKeyId".to_owned(), secret: "YourAccessKeySecret".to_owned() };
        let call = Call {
            host: "ecs.cn-shanghai.aliyuncs.com",
            action: "RunInstances",
            version: "2014-05-26",
            parameters: &[
                ("RegionId", "cn-shanghai"),
                ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
            ],
        };
        let date = Date::from_calendar_date(2023, Month::October, 26).unwrap();
        // The fraction has to go.
        let time = Time::from_hms_milli(10, 22, 32, 789).unwrap();
        let now = OffsetDateTime::new_utc(date, time);
        let signed = call.sign(&key, now, "3156853299f313e23d1673dc12e1703d");
        assert_eq!(
            signed.authorization,
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,\
             SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;\
             x-acs-signature-nonce;x-acs-version,\
             Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }
}
