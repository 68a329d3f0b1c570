//! `menshen sample`: pictures with their texts, and their sounds, for people who judge a setting and
//! for programs that try to read them.

use std::{fs, io, path::PathBuf};

use clap::Args;
use indicatif::ProgressBar;
use menshen_challenge::{
    Charset, CodeSpec, Difficulty, EncodeError, HEIGHT, HEIGHTS, ImageFormat, Kind, LENGTHS, Style,
    draw, speak,
};
use rand::{RngCore, SeedableRng, rngs::StdRng};
use sha2::{Digest, Sha256};

/// Pictures side by side on a contact sheet.
const COLUMNS: u32 = 6;
/// Pictures on a contact sheet: more are not looked at, and the sheet is made in memory.
const ON_SHEET: usize = 600;

/// Write pictures to files named TEXT_NUMBER, with labels.csv beside them
#[derive(Debug, Clone, Args)]
pub struct Sample {
    /// How many pictures
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub count: u32,

    /// How hard they are to read
    #[arg(long, value_enum, default_value_t)]
    pub level: Difficulty,

    /// Characters of each
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32)
        .range(*LENGTHS.start() as i64..=*LENGTHS.end() as i64))]
    pub length: u32,

    /// What they ask for
    #[arg(long, value_enum, default_value_t)]
    pub kind: Kind,

    /// What texts are made of
    #[arg(long, default_value_t)]
    pub charset: Charset,

    /// File format
    #[arg(long, default_value = "png")]
    pub format: ImageFormat,

    /// Height in CSS pixels
    #[arg(long, default_value_t = HEIGHT, value_parser = clap::value_parser!(u32)
        .range(i64::from(*HEIGHTS.start())..=i64::from(*HEIGHTS.end())))]
    pub height: u32,

    /// Pixels for each CSS pixel
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=2))]
    pub scale: u32,

    /// The same seed gives the same pictures and sounds
    #[arg(long, default_value_t = 1)]
    pub seed: u64,

    /// Folder to write to; it is made when it is not there
    #[arg(long)]
    pub out: PathBuf,

    /// Also write sheet.png, the first 600 pictures on one sheet without their texts
    #[arg(long)]
    pub sheet: bool,

    /// Also write the sound of each picture to TEXT_NUMBER.wav
    #[arg(long)]
    pub audio: bool,
}

/// Why samples can't be written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// A file can't be written.
    #[error("can't write {path}: {source}")]
    Write {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A picture can't be encoded.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// A picture can't be put on the sheet.
    #[error(transparent)]
    Sheet(#[from] image::ImageError),
}

impl Sample {
    /// Draws and writes, with a progress bar on a terminal.
    ///
    /// # Errors
    /// See [`SampleError`]; what was written until then stays.
    pub fn run(&self) -> Result<(), SampleError> {
        let write = |name: &str, bytes: &[u8]| {
            let path = self.out.join(name);
            fs::write(&path, bytes).map_err(|source| SampleError::Write { path, source })
        };
        fs::create_dir_all(&self.out)
            .map_err(|source| SampleError::Write { path: self.out.clone(), source })?;
        let mut rng = StdRng::seed_from_u64(self.seed);
        let extension = self.format.content_type().trim_start_matches("image/");
        let mut labels = "file,label\n".to_owned();
        let mut on_sheet = Vec::new();
        let spec = CodeSpec { charset: self.charset.clone(), length: self.length as usize };
        let style = Style {
            difficulty: self.level,
            kind: self.kind,
            format: self.format,
            height: self.height,
            scale: self.scale,
        };
        let progress = ProgressBar::new(self.count.into());
        for number in 0..self.count {
            let solution = self.kind.generate(&spec, &mut rng);
            let mut seed = [0; 32];
            rng.fill_bytes(&mut seed);
            let picture = draw(&solution, &spec, seed, &style)?;
            if self.audio {
                let sound = speak(self.kind, &solution, sound_seed(seed));
                write(&format!("{}_{number}.wav", solution.as_str()), &sound)?;
            }
            let name = format!("{}_{number}.{extension}", solution.as_str());
            write(&name, &picture)?;
            labels.push_str(&format!("{name},{}\n", solution.as_str()));
            if self.sheet && on_sheet.len() < ON_SHEET {
                on_sheet.push(name);
            }
            progress.inc(1);
        }
        progress.finish_and_clear();
        write("labels.csv", labels.as_bytes())?;
        if self.sheet { self.write_sheet(&on_sheet) } else { Ok(()) }
    }

    fn write_sheet(&self, files: &[String]) -> Result<(), SampleError> {
        const GAP: u32 = 8;
        let mut pictures = files.iter().map(|file| image::open(self.out.join(file)));
        let Some(first) = pictures.next().transpose()? else { return Ok(()) };
        let (width, height) = (first.width() + GAP, first.height() + GAP);
        let rows = (files.len() as u32).div_ceil(COLUMNS);
        let mut sheet = image::RgbImage::from_pixel(
            COLUMNS * width + GAP,
            rows * height + GAP,
            image::Rgb([150; 3]),
        );
        for (place, picture) in (0..).zip([Ok(first)].into_iter().chain(pictures)) {
            let (x, y) = (place % COLUMNS * width + GAP, place / COLUMNS * height + GAP);
            image::imageops::replace(&mut sheet, &picture?.into_rgb8(), x.into(), y.into());
        }
        Ok(sheet.save(self.out.join("sheet.png"))?)
    }
}

/// A sound's seed has a label of its own, as on a server. It is not drawn from the generator of the
/// pictures, which are the same with sounds and without.
fn sound_seed(picture_seed: [u8; 32]) -> [u8; 32] {
    let label = Sha256::new_with_prefix(b"sound");
    label.chain_update(picture_seed).finalize().into()
}
