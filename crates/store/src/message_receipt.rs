//! What a message counts for until its code is handed in.

use std::fmt;

use crate::{Permit, TallyReceipt};

/// Kept with the message's code. A code passes once, so nothing of it is given back twice.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageReceipt {
    /// What its answer is counted by.
    pub tally: TallyReceipt,
    /// Places that its answer gives back: those of its address and of its prefix, two at most.
    pub places: Vec<Permit>,
}

impl MessageReceipt {
    /// One line.
    pub(super) fn as_text(&self) -> String {
        let places = self.places.iter().filter_map(Permit::as_text);
        places.map(|place| place + ";").collect::<String>() + &self.tally.as_text()
    }

    /// What can't be read gives nothing back. Servers before this kept the tally's receipt alone.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.rsplit(';');
        let tally = TallyReceipt::parse(parts.next()?)?;
        Some(Self { tally, places: parts.rev().filter_map(Permit::parse).collect() })
    }
}

impl fmt::Debug for MessageReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tally, places } = self;
        f.debug_struct("MessageReceipt")
            .field("tally", tally)
            .field("places", &places.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{AddressKey, Counter, Network, PrefixKey, counter::Window};

    fn place(counter: Counter) -> Permit {
        let windows = [(3600, 17), (86_400, i64::MAX)];
        let window = |(length, end)| Window { length: Duration::from_secs(length), end };
        Permit { counter, windows: windows.map(window).into() }
    }

    #[test]
    fn a_receipt_is_read_as_it_was_written_with_places_and_without() {
        let tally = TallyReceipt::parse("3600000 300000 CN address:A network:B site").unwrap();
        let address = place(Counter::Address(AddressKey::new([7; 16], Network::new(u64::MAX))));
        let prefix = place(Counter::Prefix(PrefixKey::new([255; 16])));
        for places in [vec![], vec![address.clone()], vec![address, prefix]] {
            let receipt = MessageReceipt { tally: tally.clone(), places };
            assert_eq!(MessageReceipt::parse(&receipt.as_text()), Some(receipt));
        }
        let alone = MessageReceipt::parse(&tally.as_text());
        assert_eq!(alone, Some(MessageReceipt { tally: tally.clone(), places: vec![] }));
        assert_eq!(MessageReceipt::parse(""), None);
        // A place of another kind, or one that can't be read, is not given back.
        let odd = MessageReceipt { tally: tally.clone(), places: vec![place(Counter::Site)] };
        assert_eq!(MessageReceipt::parse(&odd.as_text()).unwrap().places.len(), 0);
        let broken = format!("address:AAAA 1:2;address:;{}", tally.as_text());
        assert_eq!(MessageReceipt::parse(&broken).unwrap().places.len(), 0);
    }
}
