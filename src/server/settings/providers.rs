//! What each provider of text messages asks for, and the order they are tried in.

use clap::Args;
use reqwest::Url;

use super::{Hidden, ProviderName, Settings, SettingsError, check::wrong};
use crate::server::sms::{
    Aliyun, Endpoint, Key, MessageText, PerLanguage, Sender, TemplateParam, Tencent, Twilio,
    WebhookSecret,
};

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

    /// What the twilio provider needs.
    pub(crate) fn twilio(&self) -> Result<Twilio, SettingsError> {
        let ProviderSettings {
            sms_twilio_account_sid: account,
            sms_twilio_auth_token: token,
            sms_twilio_from: from,
            sms_twilio_messaging_service_sid: service,
            sms_twilio_endpoint: endpoint,
            ..
        } = &self.providers;
        let account = account.as_ref().map_or("", |account| account.reveal());
        if !is_sid("AC", account) {
            return Err(wrong(
                "SMS_TWILIO_ACCOUNT_SID",
                "with SMS_PROVIDER=twilio AC and 32 hexadecimal digits",
            ));
        }
        let sender = match (from, service) {
            (Some(from), None) if !from.is_empty() => Sender::From(from.clone()),
            (None, Some(sid)) if is_sid("MG", sid) => Sender::MessagingService(sid.clone()),
            (None, Some(_)) => {
                return Err(wrong(
                    "SMS_TWILIO_MESSAGING_SERVICE_SID",
                    "MG and 32 hexadecimal digits",
                ));
            }
            _ => {
                return Err(wrong(
                    "SMS_TWILIO_FROM",
                    "with SMS_PROVIDER=twilio a number such as +15005550006, a short code or a \
                     name; or SMS_TWILIO_MESSAGING_SERVICE_SID in its place, not both",
                ));
            }
        };
        Ok(Twilio {
            account_sid: account.to_owned(),
            auth_token: key(
                "SMS_TWILIO_AUTH_TOKEN",
                token.as_ref(),
                "with SMS_PROVIDER=twilio the token of the account",
            )?,
            endpoint: endpoint.clone(),
            sender,
            texts: self.sms_texts(),
        })
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

/// Anything but nothing.
fn text(
    name: &'static str,
    value: Option<&String>,
    should: &'static str,
) -> Result<String, SettingsError> {
    let value = value.filter(|value| !value.trim().is_empty());
    value.cloned().ok_or_else(|| wrong(name, should))
}

fn is_plain(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The name of a resource at Twilio (<https://www.twilio.com/docs/glossary/what-is-a-sid>).
fn is_sid(kind: &str, value: &str) -> bool {
    value.strip_prefix(kind).is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}
