//! Alibaba Cloud.

use super::{ProviderSettings, key, text};
use crate::server::{
    settings::{Settings, SettingsError},
    sms::{Aliyun, Key, PerLanguage},
};

impl Settings {
    /// What the aliyun provider needs.
    pub(crate) fn aliyun(&self) -> Result<Aliyun, SettingsError> {
        let ProviderSettings {
            sms_aliyun_access_key_id: id,
            sms_aliyun_access_key_secret: secret,
            sms_aliyun_sign_name: sign_name,
            sms_aliyun_template_code: template,
            sms_aliyun_template_code_en: template_en,
            sms_aliyun_endpoint: endpoint,
            ..
        } = &self.providers;
        const TEMPLATE: &str = "with SMS_PROVIDER=aliyun the code of an approved template, such \
                                as SMS_123456789";
        Ok(Aliyun {
            key: Key {
                id: key(
                    "SMS_ALIYUN_ACCESS_KEY_ID",
                    id.as_ref(),
                    "with SMS_PROVIDER=aliyun the id of an access key",
                )?,
                secret: key(
                    "SMS_ALIYUN_ACCESS_KEY_SECRET",
                    secret.as_ref(),
                    "with SMS_PROVIDER=aliyun the secret of an access key",
                )?,
            },
            endpoint: endpoint.clone(),
            sign_name: text(
                "SMS_ALIYUN_SIGN_NAME",
                sign_name.as_ref(),
                "with SMS_PROVIDER=aliyun an approved signature, without brackets",
            )?,
            templates: PerLanguage {
                zh: text("SMS_ALIYUN_TEMPLATE_CODE", template.as_ref(), TEMPLATE)?,
                en: text(
                    "SMS_ALIYUN_TEMPLATE_CODE_EN",
                    template_en.as_ref().or(template.as_ref()),
                    TEMPLATE,
                )?,
            },
        })
    }
}
