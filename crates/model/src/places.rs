//! The places of a picture that is clicked: rows of cells below the strip that shows the order.

/// Rows, and places in each.
const ROWS: u32 = 3;
const COLUMNS: u32 = 4;
/// How high the strip and each row are: together 50 parts.
const STRIP: u32 = 11;
const ROW: u32 = 13;
const PARTS: u32 = STRIP + ROWS * ROW;
/// Places that are clicked.
pub const CLICKS: u32 = 4;

/// A place of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub row: u32,
    /// From 1, from the left in every language: pictures are not mirrored.
    pub column: u32,
    /// Its middle in CSS pixels, as an answer names it.
    pub answer: String,
}

/// Those of a picture of this size in CSS pixels, row by row.
pub fn places(width: u32, height: u32) -> impl Iterator<Item = Place> {
    (0..ROWS * COLUMNS).map(move |n| {
        let (row, column) = (n / COLUMNS, n % COLUMNS);
        let x = (2 * column + 1) * width / (2 * COLUMNS);
        let y = (2 * STRIP + (2 * row + 1) * ROW) * height / (2 * PARTS);
        Place { row: row + 1, column: column + 1, answer: format!("{x},{y}") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_in_rows_below_the_strip() {
        let answers: Vec<String> = places(210, 200).map(|place| place.answer).collect();
        assert_eq!(answers[..5], ["26,70", "78,70", "131,70", "183,70", "26,122"]);
        assert_eq!((answers.len(), &*answers[11]), (12, "183,174"));
        let last = places(315, 300).last();
        assert_eq!(last, Some(Place { row: 3, column: 4, answer: "275,261".to_owned() }));
    }
}
