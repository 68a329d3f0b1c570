//! What phone numbers are read by.

use std::sync::Arc;

use super::{
    Settings,
    error::{SettingsError, wrong},
};
use crate::server::phone::{PhoneParser, Plans};

/// The setting that names a file of them.
const NAME: &str = "PHONE_METADATA";

impl Settings {
    fn phone_plans(&self) -> Result<Arc<Plans>, SettingsError> {
        let Some(path) = &self.phone_metadata else { return Ok(Plans::built_in()) };
        Plans::from_file(path).map(Arc::new).map_err(|should| wrong(NAME, should))
    }

    /// The release of libphonenumber that the numbering plans are taken from.
    ///
    /// # Errors
    /// When `PHONE_METADATA` names no file of numbering plans.
    pub fn phone_plans_version(&self) -> Result<String, SettingsError> {
        Ok(self.phone_plans()?.version().to_owned())
    }

    /// What reads the numbers of the countries that are served.
    pub(crate) fn phone_parser(&self) -> Result<PhoneParser, SettingsError> {
        let plans = self.phone_plans()?;
        if let Some(country) = self.sms_countries.all().find(|&country| !plans.has(country)) {
            let should =
                format!("a file with the plan of {}, as SMS_COUNTRIES asks", country.code());
            return Err(wrong(NAME, should));
        }
        Ok(PhoneParser::new(self.sms_countries.clone(), plans))
    }
}
