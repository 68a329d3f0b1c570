//! QR codes, as the path of an SVG.

use qrcode::{Color, QrCode};

/// Modules of quiet around a code (ISO/IEC 18004 §5.3.8).
const QUIET: usize = 4;

/// Width and height in modules, and the dark ones as a path. Empty where the text is too long for a code.
pub(crate) fn path(text: &str) -> (u32, String) {
    let Ok(code) = QrCode::new(text) else { return (0, String::new()) };
    let (width, colors) = (code.width(), code.to_colors());
    let dark = colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark);
    let square = |(at, _)| {
        let (x, y): (usize, usize) = (at % width + QUIET, at / width + QUIET);
        format!("M{x} {y}h1v1h-1z")
    };
    (u32::try_from(width + 2 * QUIET).unwrap_or_default(), dark.map(square).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_room_around_it() {
        let (size, path) = path("SMSTO:+15005550006:Register Example 7K3Q9M8T");
        assert_eq!(size, 29 + 8);
        for corner in ["M4 4h", "M32 4h", "M4 32h"] {
            assert!(path.contains(corner), "{corner}");
        }
        assert!(!path.contains("M3 ") && !path.contains("M33 "));
        assert_eq!(super::path(&"a".repeat(5000)), (0, String::new()));
    }
}
