//! The texts of the check that a send may be asked for beside its solved picture.

/// What people read of it, on the page and in the API.
#[derive(Debug)]
pub struct StepUpTexts {
    /// Heads that part of the form.
    pub title: &'static str,
    /// Refused until the device has done some work.
    pub work: &'static str,
    /// Refused until a second picture is solved.
    pub challenge: &'static str,
    /// The answer to a second picture was wrong or late, and there is another one.
    pub again: &'static str,
    /// Said while the device works.
    pub working: &'static str,
    /// The button that ends the work and asks for a second picture in its place.
    pub by_picture: &'static str,
    /// The device can't do the work, and there is a second picture in its place.
    pub work_failed: &'static str,
    /// Label of the answer to the second picture, whatever it asks for.
    pub answer: &'static str,
}
