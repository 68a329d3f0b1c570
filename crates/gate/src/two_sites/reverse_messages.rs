//! Messages that people send to either site.

use menshen_model::{MobileNumber, ReverseMessage, ReverseOutcome, StepUp, TicketIssued};
use menshen_sms::InboundMessage;

use super::*;
use crate::{ReverseRequest, clock::since_1970, reverse_messages::Asker};

/// What somebody sends.
fn message(sender: &str, text: &str) -> InboundMessage {
    InboundMessage { sender: Some(sender.to_owned()), text: text.to_owned(), sent_at: None }
}

impl Side {
    async fn awaits(&self, number: &str) -> Result<ReverseMessage, GateError> {
        let mobile = MobileNumber::of_mainland(number);
        let asker = Asker { client: CLIENT, language: Language::default() };
        match deadline::scope(self.gate.ask_for_message(&mobile, asker)).await? {
            GateError::StepUpRequired { step_up: StepUp::ReverseMessage(message) } => Ok(message),
            other => panic!("{other:?}"),
        }
    }

    async fn receives(&self, message: &InboundMessage) {
        self.gate.receive("test", message).await.unwrap();
    }

    async fn takes(&self, number: &str, handle: &str) -> Result<ReverseOutcome, GateError> {
        let request = ReverseRequest {
            mobile: number.to_owned(),
            handle: handle.to_owned(),
            hostname: String::new(),
            language: Language::default(),
        };
        self.gate.take_reverse(request).await
    }

    async fn ticket(&self, number: &str, handle: &str) -> String {
        match self.takes(number, handle).await {
            Ok(ReverseOutcome::Verified(TicketIssued { ticket, .. })) => ticket,
            other => panic!("{other:?}"),
        }
    }

    async fn is_waiting(&self, number: &str, handle: &str) -> bool {
        matches!(self.takes(number, handle).await, Ok(ReverseOutcome::Awaited(_)))
    }
}

const EXPIRED: Result<ReverseOutcome, GateError> = Err(GateError::ReverseMessageExpired);

#[tokio::test]
async fn a_message_verifies_its_sender_at_the_site_that_asked_for_it_and_nowhere_else() {
    on_each(100, async |a, b| {
        let asked = a.awaits(NUMBER).await.unwrap();
        assert_eq!(asked.to, "10690001");
        assert!(asked.text.contains(" Example "), "{}", asked.text);
        // Whoever can see the one message of all that are the same can't tell which is whose.
        let ReverseMessage { handle, text, .. } = asked;
        assert_eq!(b.takes(NUMBER, &handle).await, EXPIRED);
        b.receives(&message(NUMBER, &text)).await;
        assert!(a.is_waiting(NUMBER, &handle).await);
        a.receives(&message(NUMBER, &text)).await;
        assert_eq!(b.takes(NUMBER, &handle).await, EXPIRED);
        let ticket = a.ticket(NUMBER, &handle).await;
        assert_eq!(a.redeem(&a.secret, &ticket).await, Ok(NUMBER.to_owned()));
        // The same again, and good once.
        a.receives(&message(NUMBER, &text)).await;
        assert_eq!(a.ticket(NUMBER, &handle).await, ticket);
        assert_eq!(a.redeem(&a.secret, &ticket).await, Err(RedeemError::TicketSpent));
    })
    .await;
}

#[tokio::test]
async fn another_sender_another_code_and_another_handle_verify_nothing() {
    on_each(100, async |a, _| {
        let [one, two] = [a.awaits(NUMBER).await.unwrap(), a.awaits(NUMBER).await.unwrap()];
        let other = a.awaits(OTHER_NUMBER).await.unwrap();
        for wrong in [
            message(OTHER_NUMBER, &one.text),
            message(NUMBER, &other.text),
            message(NUMBER, "Example 22222222"),
            message(NUMBER, "hello"),
            message("+15005550006", &one.text),
            message("+1069000", &one.text),
            InboundMessage { sender: None, ..message(NUMBER, &one.text) },
        ] {
            a.receives(&wrong).await;
        }
        assert!(a.is_waiting(NUMBER, &one.handle).await);
        assert!(a.is_waiting(OTHER_NUMBER, &other.handle).await);
        a.receives(&message(NUMBER, &two.text)).await;
        assert!(a.is_waiting(NUMBER, &one.handle).await, "each is its own");
        assert_eq!(a.takes(OTHER_NUMBER, &two.handle).await, EXPIRED);
        assert_eq!(a.takes(NUMBER, "").await, EXPIRED);
        let sent = a.send_for_handle(NUMBER, &a.picture().await).await.unwrap();
        assert_eq!(a.takes(NUMBER, &sent).await, EXPIRED, "that of a send is none");
        a.ticket(NUMBER, &two.handle).await;
    })
    .await;
}

#[tokio::test]
async fn a_message_that_its_provider_had_for_too_long_verifies_nothing() {
    on_each(100, async |a, _| {
        let asked = a.awaits(NUMBER).await.unwrap();
        let now = since_1970().as_secs();
        let sent_at = |at| InboundMessage { sent_at: Some(at), ..message(NUMBER, &asked.text) };
        a.receives(&sent_at(now - 700)).await;
        assert!(a.is_waiting(NUMBER, &asked.handle).await);
        // A clock that is ahead is no reason to refuse.
        a.receives(&sent_at(now + 700)).await;
        a.ticket(NUMBER, &asked.handle).await;
    })
    .await;
}

#[tokio::test]
async fn one_address_is_asked_for_a_hundred_messages_in_ten_minutes() {
    on_each(100, async |a, b| {
        for _ in 0..100 {
            a.awaits(NUMBER).await.unwrap();
        }
        let refused = a.awaits(OTHER_NUMBER).await;
        assert!(matches!(refused, Err(GateError::AddressLimited { .. })), "{refused:?}");
        b.awaits(OTHER_NUMBER).await.unwrap();
    })
    .await;
}
