//! One picture, from a text to the bytes of a file, beside the `captcha` crate's and captcha-rs's.

#![expect(missing_docs, reason = "the macro makes a public function of its own")]

use std::hint::black_box;

use captcha::generate;
use captcha_rs::CaptchaBuilder;
use criterion::{Criterion, criterion_group, criterion_main};
use menshen_challenge::{CodeSpec, Difficulty, ImageFormat, Kind, Style, draw};

fn pictures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("picture");
    let spec = CodeSpec::default();
    let mut menshen = |kind: Kind, difficulty: Difficulty, format: ImageFormat| {
        let style = Style { kind, difficulty, format, ..Style::default() };
        group.bench_function(
            format!("menshen {} {difficulty:?} {format:?}", kind.name()).to_lowercase(),
            |bencher| {
                let mut number = 0_u32;
                bencher.iter(|| {
                    // Another picture each time, as on a server.
                    number = number.wrapping_add(1);
                    let mut seed = [0; 32];
                    seed[..4].copy_from_slice(&number.to_be_bytes());
                    let solution = style.kind.generate(&spec, &mut rand::rng());
                    draw(black_box(&solution), &spec, seed, &style)
                });
            },
        );
    };
    menshen(Kind::default(), Difficulty::Easy, ImageFormat::Png);
    for kind in Kind::drawn() {
        for difficulty in [Difficulty::Normal, Difficulty::Hard] {
            menshen(kind, difficulty, ImageFormat::Png);
        }
    }
    menshen(Kind::default(), Difficulty::Normal, ImageFormat::Jpeg);
    menshen(Kind::default(), Difficulty::Normal, ImageFormat::Webp);
    group.sample_size(50);
    group.bench_function("captcha crate easy png", |bencher| {
        bencher.iter(|| generate(captcha::Difficulty::Easy).as_png());
    });
    group.bench_function("captcha crate medium png", |bencher| {
        bencher.iter(|| generate(captcha::Difficulty::Medium).as_png());
    });
    for (width, height, complexity) in [(130, 40, 5), (220, 110, 10)] {
        let name = format!("captcha-rs {width}x{height} complexity {complexity} jpeg");
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let builder = CaptchaBuilder::new().length(5).width(width).height(height);
                builder.complexity(complexity).build().to_base64()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, pictures);
criterion_main!(benches);
