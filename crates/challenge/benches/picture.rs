//! One picture, from a text to the bytes of a file, beside the `captcha` crate's and captcha-rs's.

#![expect(missing_docs, reason = "the macro makes a public function of its own")]

use std::hint::black_box;

use captcha::{Difficulty, generate};
use captcha_rs::CaptchaBuilder;
use criterion::{Criterion, criterion_group, criterion_main};
use menshen_challenge::{ImageFormat, Level, Recipe, Style, draw};

fn pictures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("picture");
    let recipe = Recipe::default();
    let mut menshen = |level: Level, format: ImageFormat| {
        let style = Style { level, format, ..Style::default() };
        group.bench_function(format!("menshen {level:?} {format:?}").to_lowercase(), |bencher| {
            let mut number = 0_u32;
            bencher.iter(|| {
                // Another picture each time, as on a server.
                number = number.wrapping_add(1);
                let mut seed = [0; 32];
                seed[..4].copy_from_slice(&number.to_be_bytes());
                let text = recipe.text(&mut rand::rng());
                draw(black_box(&text), seed, &style)
            });
        });
    };
    for level in [Level::Easy, Level::Normal, Level::Hard] {
        menshen(level, ImageFormat::Png);
    }
    menshen(Level::Normal, ImageFormat::Jpeg);
    menshen(Level::Normal, ImageFormat::Webp);
    group.sample_size(50);
    group.bench_function("captcha crate easy png", |bencher| {
        bencher.iter(|| generate(Difficulty::Easy).as_png());
    });
    group.bench_function("captcha crate medium png", |bencher| {
        bencher.iter(|| generate(Difficulty::Medium).as_png());
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
