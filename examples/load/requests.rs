//! The requests, written into a buffer that is used again and again.

use std::{io::Write, net::Ipv4Addr};

use menshen::model::ImageCodeId;

/// What redeems tickets.
pub const SITE_SECRET: &str = "what-the-host-site-shows";

/// The first of the addresses that clients are said to have: 10.0.0.0/8 is nobody's (RFC 1918).
const FIRST_CLIENT: u32 = u32::from_be_bytes([10, 0, 0, 0]);
/// How many there are. Each may ask for 10 messages an hour, so they last for 168 million flows.
const CLIENTS: u64 = 1 << 24;

/// One of the people who register, each with a number and an address of their own.
pub struct Person {
    client: Ipv4Addr,
    /// As typed.
    pub mobile: String,
}

impl Person {
    /// Numbers that follow each other lie far apart: 30 of the 10,000 that begin alike may be sent a
    /// message in an hour. There are 700,000 beginnings, so they last for 21 million flows an hour.
    pub fn of(number: u64) -> Self {
        let (begin, end) = (number % 700_000, number / 700_000 % 10_000);
        let mobile = format!("1{}{:05}{end:04}", 3 + begin / 100_000, begin % 100_000);
        Self { client: client(number), mobile }
    }
}

fn client(number: u64) -> Ipv4Addr {
    Ipv4Addr::from(FIRST_CLIENT + (number % CLIENTS) as u32)
}

/// Writing to memory does not fail.
macro_rules! write_to {
    ($buffer:expr, $($text:tt)*) => {
        drop(write!($buffer, $($text)*))
    };
}

/// The picture of this name, as a client of this number asks for it.
pub fn picture(request: &mut Vec<u8>, id: &ImageCodeId, number: u64) {
    request.clear();
    let client = client(number);
    write_to!(
        request,
        "GET /image_codes/{id}/ HTTP/1.1\r\nhost: menshen.test\r\nx-forwarded-for: {client}\r\n\
         accept-language: zh-CN\r\n\r\n"
    );
}

/// A message for a solved picture.
pub fn send(request: &mut Vec<u8>, person: &Person, id: &ImageCodeId, text: &str) {
    let body =
        format!(r#"{{"mobile":"{}","image_code":"{text}","image_code_id":"{id}"}}"#, person.mobile);
    post(request, "/api/v1/sms-codes", "application/json", person, &body);
}

/// A ticket for the code from the message.
pub fn check(request: &mut Vec<u8>, person: &Person, code: &str) {
    let body = format!(r#"{{"mobile":"{}","sms_code":"{code}"}}"#, person.mobile);
    post(request, "/api/v1/sms-codes/verify", "application/json", person, &body);
}

/// What the host site's server does with the ticket.
pub fn redeem(request: &mut Vec<u8>, person: &Person, ticket: &str) {
    let body = format!("secret={SITE_SECRET}&response={ticket}");
    post(request, "/siteverify", "application/x-www-form-urlencoded", person, &body);
}

fn post(request: &mut Vec<u8>, path: &str, kind: &str, person: &Person, body: &str) {
    request.clear();
    let (client, length) = (person.client, body.len());
    write_to!(
        request,
        "POST {path} HTTP/1.1\r\nhost: menshen.test\r\nx-forwarded-for: {client}\r\n\
         content-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
}
