//! Secrets from files: Docker secrets, systemd credentials.

use std::{ffi::OsString, fs, path::Path};

use super::{
    Hidden, Settings, SettingsError,
    check::wrong,
    secret_text::{of_file, stray},
};

/// The variable that names the file, and where its content goes.
type Place<'a> = (&'static str, &'a mut Option<Hidden>);

impl Settings {
    /// Reads each secret `NAME` that the variable `NAME_FILE` names a file for, without the line
    /// breaks at its end, and looks at every secret.
    ///
    /// # Errors
    /// When a secret comes both ways, when a file can't be read as text or is empty, and when what
    /// stands in a secret can't be meant.
    pub fn with_secret_files(
        mut self,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, SettingsError> {
        for (file, secret) in self.secrets() {
            let value = file.trim_end_matches("_FILE");
            let path = variable(file).filter(|path| !path.is_empty());
            let name = if path.is_some() { file } else { value };
            if let Some(path) = path {
                if secret.is_some() {
                    return Err(wrong(file, format!("not set together with {value}")));
                }
                *secret = Some(read(file, Path::new(&path))?);
            }
            if let Some(should) = secret.as_ref().and_then(|secret| stray(secret.reveal())) {
                return Err(wrong(name, should));
            }
        }
        Ok(self)
    }

    /// Every setting that is hidden.
    fn secrets(&mut self) -> [Place<'_>; 14] {
        let (traces, providers) = (&mut self.traces, &mut self.providers);
        [
            ("REDIS_URL_FILE", &mut self.redis_url),
            ("MENSHEN_SECRET_FILE", &mut self.menshen_secret),
            ("SITE_SECRET_FILE", &mut self.site_secret),
            ("ADMIN_TOKEN_FILE", &mut self.admin_token),
            ("OTEL_EXPORTER_OTLP_ENDPOINT_FILE", &mut traces.otel_exporter_otlp_endpoint),
            ("OTEL_EXPORTER_OTLP_HEADERS_FILE", &mut traces.otel_exporter_otlp_headers),
            ("SMS_WEBHOOK_URL_FILE", &mut self.sms_webhook_url),
            ("SMS_WEBHOOK_SECRET_FILE", &mut self.sms_webhook_secret),
            ("SMS_ALIYUN_ACCESS_KEY_ID_FILE", &mut providers.sms_aliyun_access_key_id),
            ("SMS_ALIYUN_ACCESS_KEY_SECRET_FILE", &mut providers.sms_aliyun_access_key_secret),
            ("SMS_TENCENT_SECRET_ID_FILE", &mut providers.sms_tencent_secret_id),
            ("SMS_TENCENT_SECRET_KEY_FILE", &mut providers.sms_tencent_secret_key),
            ("SMS_TWILIO_ACCOUNT_SID_FILE", &mut providers.sms_twilio_account_sid),
            ("SMS_TWILIO_AUTH_TOKEN_FILE", &mut providers.sms_twilio_auth_token),
        ]
    }
}

fn read(name: &'static str, path: &Path) -> Result<Hidden, SettingsError> {
    let text = fs::read_to_string(path).map_err(|error| {
        // Not the error itself: that of a file that is no text may come to quote it.
        wrong(name, format!("a file that can be read; {}: {}", path.display(), error.kind()))
    })?;
    match of_file(&text) {
        "" => {
            Err(wrong(name, format!("a file with something in it; {} has nothing", path.display())))
        }
        text => Ok(Hidden::from(text)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{CommandFactory, Parser};

    use super::*;

    #[test]
    fn every_hidden_setting_may_come_from_a_file() {
        let command = Settings::command();
        let hidden = command.get_arguments().filter(|argument| argument.is_hide_env_values_set());
        let hidden: BTreeSet<String> = hidden
            .map(|argument| format!("{}_FILE", argument.get_env().unwrap().to_str().unwrap()))
            .collect();
        let mut settings = Settings::try_parse_from(["menshen"]).unwrap();
        let listed = settings.secrets().map(|(name, _)| name.to_owned()).into();
        assert_eq!(hidden, listed);
    }
}
