//! What is known about numbers: their messages, and the live codes.

use std::sync::Arc;

use super::{Connection, KeyNames, Script, duration, millis, unexpected};
use crate::{
    Check, Checked, CodeAttempt, HandleMac, MessageReceipt, NewMessage, PhoneKey, RateLimit,
    Reserve, SealedAnswer, SmsRules, StoreResult,
    message::{CODES_OF_HANDLE, CODES_OF_NUMBER, KINDS_OF_MESSAGES},
};

pub(super) struct MessageScripts {
    connection: Arc<Connection>,
    keys: KeyNames,
    reserve: Script,
    refund: Script,
    check: Script,
}

/// A script that begins by reading the number's live codes.
macro_rules! on_live_codes {
    ($file:literal) => {
        Script::new(concat!(include_str!("live_codes.lua"), include_str!($file)))
    };
}

impl MessageScripts {
    pub(super) fn new(connection: Arc<Connection>, keys: KeyNames) -> Self {
        Self {
            connection,
            keys,
            reserve: on_live_codes!("reserve_sms.lua"),
            refund: on_live_codes!("refund_sms.lua"),
            check: on_live_codes!("check_sms_code.lua"),
        }
    }

    pub(super) async fn reserve(
        &self,
        phone: &PhoneKey,
        message: &NewMessage,
        rules: &SmsRules,
    ) -> StoreResult<Reserve> {
        let mut args = vec![
            millis(rules.code_life).to_string(),
            rules.attempts.to_string(),
            message.reservation.0.clone(),
            message.code.as_text(),
            message.handle.as_text(),
            message.network.as_text(),
            CODES_OF_HANDLE.to_string(),
            CODES_OF_NUMBER.to_string(),
            millis(rules.memory()).to_string(),
            (KINDS_OF_MESSAGES * rules.remembered()).to_string(),
            millis(rules.delays_reset).to_string(),
            message.counted.as_ref().map(MessageReceipt::as_text).unwrap_or_default(),
            u8::from(message.is_stranger).to_string(),
            rules.delays.len().to_string(),
        ];
        args.extend(rules.delays.iter().map(|&delay| millis(delay).to_string()));
        let quota = |is_network: u8, RateLimit { count, window }: RateLimit| {
            [is_network.to_string(), count.to_string(), millis(window).to_string()]
        };
        args.extend(rules.quotas.iter().flat_map(|&limit| quota(0, limit)));
        args.extend(rules.network_quotas.iter().flat_map(|&limit| quota(1, limit)));
        match self.connection.run(&self.reserve, self.codes_and_log(phone), args).await? {
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
        message: &NewMessage,
        rules: &SmsRules,
    ) -> StoreResult<()> {
        let NewMessage { reservation, network, is_stranger, .. } = message;
        let of_stranger = if *is_stranger { ".s" } else { "" };
        let args = vec![
            millis(rules.code_life).to_string(),
            reservation.0.clone(),
            format!("{}.{}{of_stranger}", reservation.0, network.as_text()),
        ];
        self.connection.run::<i64, _, _>(&self.refund, self.codes_and_log(phone), args).await?;
        Ok(())
    }

    pub(super) async fn check(
        &self,
        phone: &PhoneKey,
        attempt: &CodeAttempt,
        rules: &SmsRules,
    ) -> StoreResult<Checked> {
        let holder = attempt.holder.as_ref();
        let args = vec![
            millis(rules.code_life).to_string(),
            rules.attempts.to_string(),
            attempt.code.as_text(),
            attempt.network.as_text(),
            holder.map(|holder| HandleMac::as_text(&holder.handle)).unwrap_or_default(),
            holder.map(|holder| holder.answer.as_str().to_owned()).unwrap_or_default(),
            millis(rules.repeat).to_string(),
        ];
        let keys = vec![self.keys.sms_code(phone), self.keys.sms_passed(phone)];
        let answer = self.connection.run::<(i64, String, i64), _, _>(&self.check, keys, args);
        let (check, told, left) = answer.await?;
        let tries_left = u32::try_from(left).ok();
        match check {
            0 => {
                let counted = MessageReceipt::parse(&told);
                Ok(Checked { counted, ..Check::Passed.into() })
            }
            1 => Ok(Checked { tries_left, ..Check::Wrong.into() }),
            2 => Ok(Checked { tries_left, ..Check::Exhausted.into() }),
            3 => Ok(Check::Expired.into()),
            4 => Ok(Check::Repeated(SealedAnswer::stored(told)).into()),
            _ => Err(unexpected()),
        }
    }

    fn codes_and_log(&self, phone: &PhoneKey) -> Vec<String> {
        vec![self.keys.sms_code(phone), self.keys.sms_log(phone)]
    }
}
