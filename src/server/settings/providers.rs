//! What each provider of text messages asks for, and the order they are tried in.

mod aliyun;
mod tencent;
mod twilio;

use clap::Args;
use reqwest::Url;

use super::{Hidden, ProviderName, Settings, SettingsError, check::wrong, secret_text::stray};
use crate::server::sms::{Endpoint, MessageText, PerLanguage, TemplateParam, WebhookSecret};

/// The settings of the providers. Only those of providers in use have to be there.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Text message")]
pub struct ProviderSettings {
    /// Text of a message in Chinese, for twilio and webhook: {code} is the code, {minutes} its life
    #[arg(
        long,
        env,
        default_value = "【Menshen】验证码 {code}，{minutes} 分钟内有效，请勿告诉他人。"
    )]
    pub sms_text_zh: MessageText,

    /// The same in English
    #[arg(
        long,
        env,
        default_value = "Menshen: your code is {code}. It expires in {minutes} min. \
                         Do not share it."
    )]
    pub sms_text_en: MessageText,

    /// Access key of a RAM user who may send messages (aliyun)
    #[arg(long, env, hide_env_values = true)]
    pub sms_aliyun_access_key_id: Option<Hidden>,

    /// Its secret (aliyun)
    #[arg(long, env, hide_env_values = true)]
    pub sms_aliyun_access_key_secret: Option<Hidden>,

    /// Approved signature, without brackets (aliyun)
    #[arg(long, env)]
    pub sms_aliyun_sign_name: Option<String>,

    /// Approved template with the parameter `code`, such as SMS_123456789 (aliyun)
    #[arg(long, env)]
    pub sms_aliyun_template_code: Option<String>,

    /// The same in English [default: that of SMS_ALIYUN_TEMPLATE_CODE] (aliyun)
    #[arg(long, env)]
    pub sms_aliyun_template_code_en: Option<String>,

    /// Where the API is (aliyun)
    #[arg(long, env, default_value = "https://dysmsapi.aliyuncs.com")]
    pub sms_aliyun_endpoint: Endpoint,

    /// API key of a user who may send messages (tencent)
    #[arg(long, env, hide_env_values = true)]
    pub sms_tencent_secret_id: Option<Hidden>,

    /// Its secret (tencent)
    #[arg(long, env, hide_env_values = true)]
    pub sms_tencent_secret_key: Option<Hidden>,

    /// Application in the SMS console, such as 1400006666 (tencent)
    #[arg(long, env)]
    pub sms_tencent_sdk_app_id: Option<String>,

    /// Approved signature, without brackets (tencent)
    #[arg(long, env)]
    pub sms_tencent_sign_name: Option<String>,

    /// Number of an approved template (tencent)
    #[arg(long, env)]
    pub sms_tencent_template_id: Option<String>,

    /// The same in English [default: that of SMS_TENCENT_TEMPLATE_ID] (tencent)
    #[arg(long, env)]
    pub sms_tencent_template_id_en: Option<String>,

    /// What the templates have places for, in their order, a comma between (tencent)
    #[arg(long, env, value_delimiter = ',', default_value = "code")]
    pub sms_tencent_template_params: Vec<TemplateParam>,

    /// Region of the API (tencent)
    #[arg(long, env, default_value = "ap-guangzhou")]
    pub sms_tencent_region: String,

    /// Where the API is (tencent)
    #[arg(long, env, default_value = "https://sms.tencentcloudapi.com")]
    pub sms_tencent_endpoint: Endpoint,

    /// Account, AC and 32 hexadecimal digits (twilio)
    #[arg(long, env, hide_env_values = true)]
    pub sms_twilio_account_sid: Option<Hidden>,

    /// Its token (twilio)
    #[arg(long, env, hide_env_values = true)]
    pub sms_twilio_auth_token: Option<Hidden>,

    /// Number, short code or name that messages come from (twilio)
    #[arg(long, env)]
    pub sms_twilio_from: Option<String>,

    /// Messaging service that chooses one, MG and 32 hexadecimal digits (twilio)
    #[arg(long, env)]
    pub sms_twilio_messaging_service_sid: Option<String>,

    /// Where the API is (twilio)
    #[arg(long, env, default_value = "https://api.twilio.com")]
    pub sms_twilio_endpoint: Endpoint,
}

impl Settings {
    /// The providers in their order, after a check that it is one.
    pub(crate) fn provider_order(&self) -> Result<&[ProviderName], SettingsError> {
        let order = self.sms_provider.as_slice();
        for (place, name) in order.iter().enumerate() {
            if order[..place].contains(name) {
                return Err(wrong("SMS_PROVIDER", "each provider once"));
            }
        }
        if order.contains(&ProviderName::Console) {
            if order.len() > 1 {
                return Err(wrong(
                    "SMS_PROVIDER",
                    "console alone: it never fails, and in an order with others it would be a \
                     gate without a phone",
                ));
            }
            self.check_console()?;
        }
        Ok(order)
    }

    fn check_console(&self) -> Result<(), SettingsError> {
        if self.redis_url.is_some() && !self.allow_console_with_redis {
            return Err(wrong(
                "SMS_PROVIDER",
                "not console together with REDIS_URL, where it would be a gate without a phone; \
                 set another provider, or ALLOW_CONSOLE_WITH_REDIS=true to try things out",
            ));
        }
        Ok(())
    }

    /// What a message says, where its text is ours.
    pub(crate) fn sms_texts(&self) -> PerLanguage<MessageText> {
        let ProviderSettings { sms_text_zh, sms_text_en, .. } = &self.providers;
        PerLanguage { zh: sms_text_zh.clone(), en: sms_text_en.clone() }
    }

    /// Where the webhook provider posts to, and the key that signs.
    pub(crate) fn webhook(&self) -> Result<(Url, WebhookSecret), SettingsError> {
        let url = self
            .sms_webhook_url
            .as_ref()
            .and_then(|url| Url::parse(url.reveal()).ok())
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| {
                wrong("SMS_WEBHOOK_URL", "with SMS_PROVIDER=webhook an http:// or https:// address")
            })?;
        let secret = self.sms_webhook_secret.as_ref().map_or("", |secret| secret.reveal());
        let secret = secret.parse().map_err(|should| wrong("SMS_WEBHOOK_SECRET", should))?;
        Ok((url, secret))
    }
}

/// A key as providers make them: something, and nothing that can't stand in a header.
fn key(
    name: &'static str,
    value: Option<&Hidden>,
    should: &'static str,
) -> Result<String, SettingsError> {
    let value = value.map(Hidden::reveal).filter(|value| is_plain(value));
    value.map(str::to_owned).ok_or_else(|| wrong(name, should))
}

/// Anything but nothing, and nothing that can't be meant.
fn text(
    name: &'static str,
    value: Option<&String>,
    should: &'static str,
) -> Result<String, SettingsError> {
    let value = value.filter(|value| is_meant(value));
    value.cloned().ok_or_else(|| wrong(name, should))
}

fn is_meant(value: &str) -> bool {
    !value.trim().is_empty() && stray(value).is_none()
}

fn is_plain(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic())
}
