//! Writes a small database of autonomous systems, as maxmind.github.io/MaxMind-DB describes the format.

use std::net::Ipv4Addr;

/// Of this type, with the system of each IPv4 network.
pub fn asn_file(kind: &str, networks: &[(&str, u32)]) -> Vec<u8> {
    let (tree, systems) = tree(networks);
    let nodes = tree.len() as u32;
    let mut file = Vec::new();
    for child in tree.iter().flatten() {
        let record = match *child {
            Child::None => nodes,
            Child::Node(node) => node,
            // Sixteen zero bytes stand between the tree and what it points at.
            Child::Data(at) => nodes + 16 + at,
        };
        file.extend_from_slice(&record.to_be_bytes()[1..]);
    }
    file.extend_from_slice(&[0; 16]);
    file.extend(systems);
    file.extend_from_slice(b"\xab\xcd\xefMaxMind.com");
    let metadata = [
        ("node_count", number(nodes)),
        ("record_size", short(24)),
        ("ip_version", short(4)),
        ("binary_format_major_version", short(2)),
        ("binary_format_minor_version", short(0)),
        ("build_epoch", long(1)),
        ("database_type", text(kind)),
        ("languages", vec![0, 4]),
        ("description", vec![0b111 << 5]),
    ];
    file.extend(map(&metadata));
    file
}

/// What a bit of an address leads to.
#[derive(Clone, Copy)]
enum Child {
    None,
    Node(u32),
    Data(u32),
}

/// The search tree, and the data that it points at.
fn tree(networks: &[(&str, u32)]) -> (Vec<[Child; 2]>, Vec<u8>) {
    let (mut tree, mut data) = (vec![[Child::None; 2]], Vec::new());
    for (network, system) in networks {
        let (address, length) = network.split_once('/').unwrap();
        let (address, length) =
            (address.parse::<Ipv4Addr>().unwrap(), length.parse::<u32>().unwrap());
        let bit = |n: u32| (u32::from(address) >> (31 - n) & 1) as usize;
        let mut node = 0;
        for n in 0..length - 1 {
            node = match tree[node][bit(n)] {
                Child::Node(next) => next as usize,
                _ => {
                    tree.push([Child::None; 2]);
                    tree[node][bit(n)] = Child::Node(tree.len() as u32 - 1);
                    tree.len() - 1
                }
            };
        }
        tree[node][bit(length - 1)] = Child::Data(data.len() as u32);
        data.extend(map(&[("autonomous_system_number", number(*system))]));
    }
    (tree, data)
}

fn map(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let head = vec![0b111 << 5 | entries.len() as u8];
    entries.iter().fold(head, |map, (key, value)| [map, text(key), value.clone()].concat())
}

fn text(text: &str) -> Vec<u8> {
    assert!(text.len() < 29, "a longer text has another head");
    [&[0b010 << 5 | text.len() as u8], text.as_bytes()].concat()
}

fn short(number: u16) -> Vec<u8> {
    [&[(0b101 << 5) | 2][..], &number.to_be_bytes()].concat()
}

fn long(number: u64) -> Vec<u8> {
    [&[8, 2][..], &number.to_be_bytes()].concat()
}

fn number(number: u32) -> Vec<u8> {
    [&[0b110 << 5 | 4][..], &number.to_be_bytes()].concat()
}
