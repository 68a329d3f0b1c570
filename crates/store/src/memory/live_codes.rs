//! The live codes of one number, and the attempts on them.

use tokio::time::Instant;

use crate::{
    Check, Checked, CodeAttempt, CodeMac, HandleMac, MessageReceipt, Network, NewMessage,
    ReservationId, SmsRules,
    message::{CODES_OF_HANDLE, CODES_OF_NUMBER},
};

/// The oldest first.
#[derive(Default)]
pub(super) struct LiveCodes(Vec<LiveCode>);

struct LiveCode {
    reservation: ReservationId,
    code: CodeMac,
    handle: HandleMac,
    network: Network,
    until: Instant,
    counted: Option<MessageReceipt>,
    /// By who has the handle; all codes of one handle have as many.
    tries: u32,
    /// By others of the network that asked for the message.
    tries_near: u32,
    /// By everybody else.
    tries_far: u32,
}

impl LiveCode {
    /// The attempts that count for whoever hands this in.
    fn tries_of(&mut self, attempt: &CodeAttempt) -> &mut u32 {
        match &attempt.holder {
            Some(holder) if holder.handle == self.handle => &mut self.tries,
            _ if self.network == attempt.network => &mut self.tries_near,
            _ => &mut self.tries_far,
        }
    }
}

impl LiveCodes {
    /// Forgets what has expired.
    pub(super) fn clear(&mut self, now: Instant) {
        self.0.retain(|code| code.until > now);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Until when the handle has no attempt left.
    pub(super) fn exhausted(&self, handle: &HandleMac, rules: &SmsRules) -> Option<Instant> {
        let own = self.of(handle).filter(|code| code.tries >= rules.attempts);
        own.map(|code| code.until).max()
    }

    /// Adds the newest, in the place of the oldest where there is none free.
    pub(super) fn add(&mut self, message: &NewMessage, rules: &SmsRules, now: Instant) {
        let NewMessage { reservation, code, handle, network, counted, .. } = message.clone();
        let tries = self.of(&handle).map(|code| code.tries).max().unwrap_or_default();
        while self.of(&handle).count() >= CODES_OF_HANDLE {
            let oldest = self.0.iter().position(|code| code.handle == handle);
            oldest.map(|oldest| self.0.remove(oldest));
        }
        let too_many = (self.0.len() + 1).saturating_sub(CODES_OF_NUMBER);
        self.0.drain(..too_many);
        let until = now + rules.code_life;
        let (tries_near, tries_far) = (0, 0);
        self.0.push(LiveCode {
            reservation,
            code,
            handle,
            network,
            until,
            counted,
            tries,
            tries_near,
            tries_far,
        });
    }

    pub(super) fn remove(&mut self, reservation: &ReservationId) {
        self.0.retain(|code| code.reservation != *reservation);
    }

    /// Counts the attempt on each code that has one left, then compares, then spends the code that it is.
    pub(super) fn check(&mut self, attempt: &CodeAttempt, rules: &SmsRules) -> Checked {
        if self.is_empty() {
            return Check::Expired.into();
        }
        let (mut has_more, mut right, mut tries_left) = (false, None, None);
        for code in &mut self.0 {
            let tries = code.tries_of(attempt);
            if *tries < rules.attempts {
                *tries += 1;
                has_more |= *tries < rules.attempts;
                if code.code == attempt.code {
                    right = Some((code.handle, code.counted.clone()));
                }
            }
            if attempt.holder.as_ref().is_some_and(|holder| holder.handle == code.handle) {
                tries_left = Some(rules.attempts.saturating_sub(code.tries));
            }
        }
        match right {
            Some((handle, counted)) => {
                self.0.retain(|code| code.handle != handle);
                Checked { counted, ..Check::Passed.into() }
            }
            None if has_more => Checked { tries_left, ..Check::Wrong.into() },
            None => Checked { tries_left, ..Check::Exhausted.into() },
        }
    }

    fn of(&self, handle: &HandleMac) -> impl Iterator<Item = &LiveCode> {
        self.0.iter().filter(move |code| code.handle == *handle)
    }
}
