//! One picture, from a text to the bytes of a file, beside the `captcha` crate's own.

#![expect(missing_docs, reason = "the macro makes a public function of its own")]

use std::hint::black_box;

use captcha::{Difficulty, generate};
use criterion::{Criterion, criterion_group, criterion_main};
use menshen::server::image_code::{ImageFormat, ImageText, Level, draw};

fn pictures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("picture");
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Webp] {
        group.bench_function(format!("menshen {format:?}"), |bencher| {
            let mut seed = [0_u8; 32];
            bencher.iter(|| {
                // Another picture each time, as on a server.
                seed[0] = seed[0].wrapping_add(1);
                let text = ImageText::random(5, &mut rand::rng());
                draw(black_box(&text), seed, Level::Normal, format)
            });
        });
    }
    group.bench_function("captcha crate easy", |bencher| {
        bencher.iter(|| generate(Difficulty::Easy).as_png());
    });
    group.bench_function("captcha crate medium", |bencher| {
        bencher.iter(|| generate(Difficulty::Medium).as_png());
    });
    group.finish();
}

criterion_group!(benches, pictures);
criterion_main!(benches);
