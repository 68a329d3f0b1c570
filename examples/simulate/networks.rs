//! Where people and attackers come from, and what numbers they have.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use rand::{Rng, rngs::StdRng};

/// Networks that people come from.
pub const NETWORKS: u32 = 300;
/// Addresses in each that people have: a carrier's exits, a company's proxies, a household's phones.
const ADDRESSES: u32 = 8;
/// The first three digits of numbers that people on the mainland have.
const MOBILE: [u16; 31] = [
    130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 150, 151, 152, 153, 155, 156, 157, 158, 159,
    176, 177, 180, 181, 182, 183, 185, 186, 187, 188, 189, 199,
];
/// Prefixes of all the numbers that an attacker has.
const ATTACKED_PREFIXES: u32 = 2000;

/// Addresses of people: a few networks have most of them, as Zipf's law has it.
pub struct Networks {
    /// The share of all people that come from networks up to this one.
    up_to: Vec<f64>,
}

impl Default for Networks {
    fn default() -> Self {
        let all: f64 = (1..=NETWORKS).map(|rank| 1.0 / f64::from(rank)).sum();
        let mut sum = 0.0;
        let up_to = (1..=NETWORKS).map(|rank| {
            sum += 1.0 / f64::from(rank) / all;
            sum
        });
        Self { up_to: up_to.collect() }
    }
}

impl Networks {
    /// One person's.
    pub fn address(&self, rng: &mut StdRng) -> IpAddr {
        let share: f64 = rng.random();
        let network = self.up_to.partition_point(|&up_to| up_to < share) as u32;
        within(network.min(NETWORKS - 1), rng.random_range(0..ADDRESSES))
    }
}

/// One of the addresses in the network of this rank. Of three networks one is an IPv6 /48, with a /64 for
/// each; the others are an IPv4 /24.
pub fn within(network: u32, host: u32) -> IpAddr {
    let [_, _, high, low] = network.to_be_bytes();
    match network % 3 {
        2 => {
            let subnet = host as u16;
            Ipv6Addr::new(0x2409, 0x8a00, network as u16, subnet, 0, 0, 0, 1).into()
        }
        _ => Ipv4Addr::new(36, 96 + high, low, 10 + host as u8).into(),
    }
}

/// Somebody's who comes from anywhere: of 20,000 networks one, where nobody has been before.
pub fn newcomer(rng: &mut StdRng) -> IpAddr {
    let [_, _, high, low] = rng.random_range(0..20_000_u32).to_be_bytes();
    Ipv4Addr::new(101, high, low, rng.random_range(1..255)).into()
}

/// Where an attack comes from.
#[derive(Debug, Clone, Copy)]
pub enum Sources {
    /// So many addresses, each in a network of its own where no people are.
    Scattered(u32),
    /// The same, but one in ten lies inside a network of people.
    AmongPeople(u32),
    /// Every /64 of one IPv6 /56.
    Slash56,
    /// One /64 in each of so many /48s of one IPv6 /32.
    Slash32(u32),
}

impl Sources {
    pub fn addresses(self) -> Vec<IpAddr> {
        match self {
            Self::Scattered(count) => (0..count).map(scattered).collect(),
            Self::AmongPeople(count) => {
                let of = |n| match n % 10 {
                    // Beside the people's own.
                    0 => within(n / 10 % NETWORKS, ADDRESSES + n / 10 / NETWORKS),
                    _ => scattered(n),
                };
                (0..count).map(of).collect()
            }
            Self::Slash56 => {
                let of =
                    |n: u16| Ipv6Addr::new(0x2a01, 0x4f8, 0x1c0c, 0xab00 | n, 0, 0, 0, 1).into();
                (0..256).map(of).collect()
            }
            Self::Slash32(count) => {
                let of = |n: u32| Ipv6Addr::new(0x2a0b, 0x1234, n as u16, 0, 0, 0, 0, 1).into();
                (0..count.min(65_536)).map(of).collect()
            }
        }
    }
}

/// Spread, so that neighbours in the list are none on the net.
pub fn scattered(n: u32) -> IpAddr {
    let [_, high, low, _] = (n.wrapping_mul(40_503) << 8).to_be_bytes();
    Ipv4Addr::new(64 + (n % 4) as u8, high, low, 7).into()
}

/// Whose numbers they are.
#[derive(Debug, Clone, Copy)]
pub enum Numbers {
    /// Anybody's on the mainland.
    Mainland,
    /// Those that an attacker on the mainland has, from 2,000 prefixes.
    Attacked,
    /// Of Thailand.
    Abroad,
    /// Of one prefix, which is the same each time.
    OnePrefix,
}

impl Numbers {
    pub fn one(self, rng: &mut StdRng) -> String {
        let last = rng.random_range(0..10_000);
        match self {
            Self::Mainland => {
                let first = MOBILE[rng.random_range(0..MOBILE.len())];
                format!("+86{first}{:04}{last:04}", rng.random_range(0..10_000))
            }
            Self::Attacked => {
                let prefix = rng.random_range(0..ATTACKED_PREFIXES);
                format!("+86{}{prefix:04}{last:04}", MOBILE[(prefix % 7) as usize])
            }
            Self::Abroad => format!("+668{}{last:04}", rng.random_range(1000..10_000)),
            Self::OnePrefix => format!("+861380013{last:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn an_attack_has_as_many_addresses_as_it_says() {
        for (sources, count) in [
            (Sources::Scattered(10_000), 10_000),
            (Sources::AmongPeople(10_000), 10_000),
            (Sources::Slash56, 256),
            (Sources::Slash32(20_000), 20_000),
        ] {
            let addresses: HashSet<_> = sources.addresses().into_iter().collect();
            assert_eq!(addresses.len(), count, "{sources:?}");
        }
    }

    #[test]
    fn a_tenth_of_those_among_people_lie_in_a_network_of_theirs() {
        let network = |address: &IpAddr| match address {
            IpAddr::V4(v4) => v4.octets()[..3].to_vec(),
            IpAddr::V6(v6) => v6.octets()[..6].to_vec(),
        };
        let of_people: HashSet<_> = (0..NETWORKS).map(|rank| network(&within(rank, 0))).collect();
        assert_eq!(of_people.len(), NETWORKS as usize);
        let addresses = Sources::AmongPeople(10_000).addresses();
        let among = addresses.iter().filter(|&one| of_people.contains(&network(one))).count();
        assert_eq!(among, 1000);
    }
}
