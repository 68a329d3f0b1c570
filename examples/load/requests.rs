//! The requests, written into a buffer that is used again and again.

use std::io::Write;

use menshen::model::ImageCodeId;

/// The first of the addresses that clients are said to have: 198.18.0.0/15 is for benchmarks (RFC
/// 2544 §C.2.2).
const FIRST_CLIENT: u32 = u32::from_be_bytes([198, 18, 0, 0]);
/// How many there are.
pub const CLIENTS: u32 = 1 << 17;

/// The picture of this name, as a client of this number asks for it.
pub fn picture(request: &mut Vec<u8>, id: &ImageCodeId, client: u32) {
    request.clear();
    let client = std::net::Ipv4Addr::from(FIRST_CLIENT + client % CLIENTS);
    // Writing to memory does not fail.
    let _ = write!(
        request,
        "GET /image_codes/{id}/ HTTP/1.1\r\nhost: menshen.test\r\nx-forwarded-for: {client}\r\n\
         accept-language: zh-CN\r\n\r\n"
    );
}
