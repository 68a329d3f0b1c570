//! How people are: each share can be set. docs/policy.md says where the defaults come from.

/// Shares of people, and how long they wait.
#[derive(clap::Args, Clone, Copy, Debug)]
#[command(next_help_heading = "How people are")]
pub struct Habits {
    /// Share who type in the code of their first message
    #[arg(long, default_value_t = 0.8)]
    pub answers: f64,

    /// Share who ask for a second message instead; half of them type in its code
    #[arg(long, default_value_t = 0.1)]
    pub resends: f64,

    /// Share of pictures that are misread
    #[arg(long, default_value_t = 0.05)]
    pub misreads: f64,

    /// Share who are in another network by the time they have read the picture
    #[arg(long, default_value_t = 0.02)]
    pub roams: f64,

    /// Seconds that a person waits when told to, twice at most
    #[arg(long, default_value_t = 120)]
    pub patience: u32,

    /// Share who leave when their browser has to work
    #[arg(long, default_value_t = 0.01)]
    pub leave_work: f64,

    /// Share who leave when a second picture is asked for
    #[arg(long, default_value_t = 0.1)]
    pub leave_challenge: f64,

    /// Share who leave when they have to send a message themselves
    #[arg(long, default_value_t = 0.5)]
    pub leave_reverse: f64,
}
