//! Tencent Cloud.

use super::{ProviderSettings, is_plain, key, text, wrong};
use crate::server::{
    settings::{Settings, SettingsError},
    sms::{Key, PerLanguage, TemplateParam, Tencent},
};

impl Settings {
    /// What the tencent provider needs.
    pub(crate) fn tencent(&self) -> Result<Tencent, SettingsError> {
        let ProviderSettings {
            sms_tencent_secret_id: id,
            sms_tencent_secret_key: secret,
            sms_tencent_sdk_app_id: app,
            sms_tencent_sign_name: sign_name,
            sms_tencent_template_id: template,
            sms_tencent_template_id_en: template_en,
            sms_tencent_template_params: params,
            sms_tencent_region: region,
            sms_tencent_endpoint: endpoint,
            ..
        } = &self.providers;
        const TEMPLATE: &str = "with SMS_PROVIDER=tencent the number of an approved template";
        let in_header = |region: &&String| is_plain(region);
        Ok(Tencent {
            key: Key {
                id: key(
                    "SMS_TENCENT_SECRET_ID",
                    id.as_ref(),
                    "with SMS_PROVIDER=tencent the id of an API key",
                )?,
                secret: key(
                    "SMS_TENCENT_SECRET_KEY",
                    secret.as_ref(),
                    "with SMS_PROVIDER=tencent the secret of an API key",
                )?,
            },
            endpoint: endpoint.clone(),
            region: text(
                "SMS_TENCENT_REGION",
                Some(region).filter(in_header),
                "a region such as ap-guangzhou",
            )?,
            sdk_app_id: text(
                "SMS_TENCENT_SDK_APP_ID",
                app.as_ref(),
                "with SMS_PROVIDER=tencent the id of an application, such as 1400006666",
            )?,
            sign_name: text(
                "SMS_TENCENT_SIGN_NAME",
                sign_name.as_ref(),
                "with SMS_PROVIDER=tencent an approved signature, without brackets",
            )?,
            templates: PerLanguage {
                zh: text("SMS_TENCENT_TEMPLATE_ID", template.as_ref(), TEMPLATE)?,
                en: text(
                    "SMS_TENCENT_TEMPLATE_ID_EN",
                    template_en.as_ref().or(template.as_ref()),
                    TEMPLATE,
                )?,
            },
            template_params: if params.contains(&TemplateParam::Code) {
                params.clone()
            } else {
                return Err(wrong(
                    "SMS_TENCENT_TEMPLATE_PARAMS",
                    "code, or code and minutes in the order of the template",
                ));
            },
        })
    }
}
