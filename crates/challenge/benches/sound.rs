//! One sound of five characters, from a text to the bytes of a file, beside what the `captcha` crate
//! makes of the same five: a file for each letter, with noise.

#![expect(missing_docs, reason = "the macro makes a public function of its own")]

use std::hint::black_box;

use captcha::Captcha;
use criterion::{Criterion, criterion_group, criterion_main};
use menshen_challenge::{Kind, Solution, speak};

const CODE: &str = "ACD34";

fn sounds(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sound");
    let solution = Solution::stored(CODE.to_owned());
    // Decodes the recordings, which a server does once.
    speak(Kind::default(), &solution, [0; 32]);
    group.bench_function("menshen", |bencher| {
        let mut seed = [0_u8; 32];
        bencher.iter(|| {
            // Another sound each time, as on a server.
            seed[0] = seed[0].wrapping_add(1);
            speak(Kind::default(), black_box(&solution), seed)
        });
    });
    let mut captcha = Captcha::new();
    for character in CODE.chars() {
        captcha.set_chars(&[character]).add_char();
    }
    group.sample_size(20);
    group.bench_function("captcha crate", |bencher| bencher.iter(|| black_box(&captcha).as_wav()));
    group.finish();
}

criterion_group!(benches, sounds);
criterion_main!(benches);
