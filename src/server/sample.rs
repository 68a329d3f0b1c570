//! `menshen sample`: pictures with their texts, and their sounds, for people who judge a setting and
//! for programs that try to read them.

mod pictures;
mod reading_test;
mod sheet;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::Args;
use indicatif::ProgressBar;
use menshen_challenge::{
    Charset, CodeSpec, Difficulty, EncodeError, HEIGHT, HEIGHTS, ImageFormat, Kind, LENGTHS, Style,
    speak,
};
use sha2::{Digest, Sha256};

use super::settings::kinds;
use pictures::{Drawn, Pictures};
pub use sheet::Ground;

/// Pictures on a page for people: nobody reads more, and the page is made in memory.
const ON_PAGE: usize = 1000;

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
    #[arg(long, value_parser = kinds(Kind::drawn), default_value = Kind::default().name())]
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
    #[arg(long, required_unless_present = "reading_test")]
    pub out: Option<PathBuf>,

    /// Also write sheet.png, the first 600 pictures on one sheet without their texts, or 24 that move
    #[arg(long, value_enum, value_name = "GROUND", num_args = 0..=1, require_equals = true,
        default_missing_value = "grey")]
    pub sheet: Option<Ground>,

    /// Also write the sound of each picture to TEXT_NUMBER.wav
    #[arg(long)]
    pub audio: bool,

    /// Write one page instead, on which people read the first 1000 pictures one after the other
    #[arg(long, value_name = "FILE.html", conflicts_with_all = ["out", "sheet", "audio"])]
    pub reading_test: Option<PathBuf>,
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
        if let Some(page) = &self.reading_test {
            return self.write_reading_test(page);
        }
        // The command line asks for one of both.
        self.out.as_deref().map_or(Ok(()), |out| self.write_files(out))
    }

    fn style(&self) -> Style {
        Style {
            difficulty: self.level,
            kind: self.kind,
            format: self.format,
            height: self.height,
            scale: self.scale,
        }
    }

    /// The pictures, counted by a progress bar.
    fn pictures(&self) -> impl Iterator<Item = Result<Drawn, EncodeError>> {
        ProgressBar::new(self.count.into()).wrap_iter(self.drawn(self.style()))
    }

    fn drawn(&self, style: Style) -> impl Iterator<Item = Result<Drawn, EncodeError>> + use<> {
        let spec = CodeSpec { charset: self.charset.clone(), length: self.length as usize };
        Pictures::new(spec, style, self.seed).take(self.count as usize)
    }

    fn write_reading_test(&self, path: &Path) -> Result<(), SampleError> {
        let pictures: Vec<Drawn> = self.pictures().take(ON_PAGE).collect::<Result<_, _>>()?;
        write(path, reading_test::page(&pictures, &self.style()).as_bytes())
    }

    fn write_files(&self, out: &Path) -> Result<(), SampleError> {
        fs::create_dir_all(out)
            .map_err(|source| SampleError::Write { path: out.to_owned(), source })?;
        let mut labels = "file,label\n".to_owned();
        for (number, drawn) in self.pictures().enumerate() {
            let Drawn { solution, seed, file } = drawn?;
            let answer = solution.answer(self.kind.name());
            let extension = file.media_type.trim_start_matches("image/");
            if self.audio
                && let Some(sound) = speak(self.kind, &solution, sound_seed(seed))
            {
                write(&out.join(format!("{answer}_{number}.wav")), &sound)?;
            }
            let name = format!("{answer}_{number}.{extension}");
            write(&out.join(&name), &file.bytes)?;
            // Places have commas in them.
            let quote = if answer.contains(',') { "\"" } else { "" };
            labels.push_str(&format!("{quote}{name}{quote},{quote}{answer}{quote}\n"));
        }
        write(&out.join("labels.csv"), labels.as_bytes())?;
        let Some(ground) = self.sheet else { return Ok(()) };
        // Drawn again as PNG, whatever the files are: decoders of JPEG and WebP would be in every server for this alone.
        let pictures = self.drawn(Style { format: ImageFormat::Png, ..self.style() });
        let on_sheet = pictures.take(sheet::MOST).map(|drawn| drawn.map(|it| it.file.bytes));
        let on_sheet = on_sheet.collect::<Result<Vec<_>, _>>()?;
        write(&out.join("sheet.png"), &sheet::file(&on_sheet, ground)?)
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), SampleError> {
    fs::write(path, bytes).map_err(|source| SampleError::Write { path: path.to_owned(), source })
}

/// A sound's seed has a label of its own, as on a server. It is not drawn from the generator of the
/// pictures, which are the same with sounds and without.
fn sound_seed(picture_seed: [u8; 32]) -> [u8; 32] {
    let label = Sha256::new_with_prefix(b"sound");
    label.chain_update(picture_seed).finalize().into()
}
