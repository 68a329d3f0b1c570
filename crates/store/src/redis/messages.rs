//! What is known about numbers: their messages, and the live code.

use std::sync::Arc;

use super::{Connection, KeyNames, Script, duration, millis, unexpected};
use crate::{Check, CodeMac, PhoneKey, ReservationId, Reserve, SmsRules, StoreResult};

pub(super) struct MessageScripts {
    connection: Arc<Connection>,
    keys: KeyNames,
    reserve: Script,
    refund: Script,
    check: Script,
}

impl MessageScripts {
    pub(super) fn new(connection: Arc<Connection>, keys: KeyNames) -> Self {
        Self {
            connection,
            keys,
            reserve: Script::new(include_str!("reserve_sms.lua")),
            refund: Script::new(include_str!("refund_sms.lua")),
            check: Script::new(include_str!("check_sms_code.lua")),
        }
    }

    pub(super) async fn reserve(
        &self,
        phone: &PhoneKey,
        reservation: &ReservationId,
        code: &CodeMac,
        rules: &SmsRules,
    ) -> StoreResult<Reserve> {
        let mut args = vec![
            reservation.0.clone(),
            code.as_text(),
            millis(rules.code_life).to_string(),
            rules.attempts.to_string(),
            millis(rules.memory()).to_string(),
            rules.remembered().to_string(),
            millis(rules.delays_reset).to_string(),
            rules.delays.len().to_string(),
        ];
        args.extend(rules.delays.iter().map(|&delay| millis(delay).to_string()));
        let quotas = rules.quotas.iter();
        args.extend(quotas.flat_map(|q| [q.count.to_string(), millis(q.window).to_string()]));
        match self.connection.run(&self.reserve, self.log_and_code(phone), args).await? {
            (0, next) => Ok(Reserve::Reserved { next: duration(next) }),
            (1, wait) => Ok(Reserve::CoolingDown(duration(wait))),
            (2, wait) => Ok(Reserve::TooMany(duration(wait))),
            (3, wait) => Ok(Reserve::Exhausted(duration(wait))),
            _ => Err(unexpected()),
        }
    }

    pub(super) async fn refund(
        &self,
        phone: &PhoneKey,
        reservation: &ReservationId,
    ) -> StoreResult<()> {
        let args = vec![reservation.0.clone()];
        self.connection.run::<i64, _, _>(&self.refund, self.log_and_code(phone), args).await?;
        Ok(())
    }

    pub(super) async fn check(
        &self,
        phone: &PhoneKey,
        code: &CodeMac,
        attempts: u32,
    ) -> StoreResult<Check> {
        let args = vec![code.as_text(), attempts.to_string()];
        match self.connection.run(&self.check, self.keys.sms_code(phone), args).await? {
            0 => Ok(Check::Passed),
            1 => Ok(Check::Wrong),
            2 => Ok(Check::Exhausted),
            3 => Ok(Check::Expired),
            _ => Err(unexpected()),
        }
    }

    fn log_and_code(&self, phone: &PhoneKey) -> Vec<String> {
        vec![self.keys.sms_log(phone), self.keys.sms_code(phone)]
    }
}
