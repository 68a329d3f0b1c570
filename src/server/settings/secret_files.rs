//! Secrets from files: Docker secrets, systemd credentials.

use std::{ffi::OsString, fs, path::Path};

use menshen_normalize::stray;

use super::{Hidden, Settings, SettingsError, error::wrong, secret_text::of_file};

/// A secret by its variable, and where its value goes.
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
        for (value, secret) in self.secrets() {
            let file = format!("{value}_FILE");
            let path = variable(&file).filter(|path| !path.is_empty());
            let name = if path.is_some() { file.clone() } else { value.to_owned() };
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
    fn secrets(&mut self) -> Vec<Place<'_>> {
        let (traces, tests) = (&mut self.traces, &mut self.tests);
        let own = [
            ("REDIS_URL", &mut self.redis_url),
            ("MENSHEN_SECRET", &mut self.menshen_secret),
            ("SITE_SECRET", &mut self.site_secret),
            ("ADMIN_TOKEN", &mut self.admin_token),
            ("TEST_NUMBERS", &mut tests.test_numbers),
            ("TEST_IMAGE_CODE", &mut tests.test_image_code),
            ("SMS_INBOUND_SECRET", &mut self.inbound.sms_inbound_secret),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &mut traces.otel_exporter_otlp_endpoint),
            ("OTEL_EXPORTER_OTLP_HEADERS", &mut traces.otel_exporter_otlp_headers),
        ];
        own.into_iter().chain(self.providers.secrets()).collect()
    }
}

fn read(name: String, path: &Path) -> Result<Hidden, SettingsError> {
    let text = fs::read_to_string(path).map_err(|error| {
        // Not the error itself: that of a file that is no text may come to quote it.
        let why = format!("a file that can be read; {}: {}", path.display(), error.kind());
        wrong(name.clone(), why)
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
            .map(|argument| argument.get_env().unwrap().to_str().unwrap().to_owned())
            .collect();
        let mut settings = Settings::try_parse_from(["menshen"]).unwrap();
        let listed = settings.secrets().into_iter().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(hidden, listed);
    }
}
