//! What the page is called at each step: its heading, and the document in a browser's tab.

use crate::model::{FormState, FormStep, Language, PageContext};

/// The heading of a step.
pub(super) fn heading(step: FormStep, language: Language) -> &'static str {
    let catalogue = language.catalogue();
    match step {
        FormStep::Ask | FormStep::Reverse => catalogue.page.title,
        FormStep::Sent | FormStep::Test | FormStep::Again => catalogue.steps.code_title,
        FormStep::Verified => catalogue.page.verified,
    }
}

/// The title of the document: it begins with the heading, or tells that something was refused.
pub fn title(PageContext { language, form_state, .. }: &PageContext) -> String {
    let heading = heading(form_state.shown_step(), *language);
    if is_refused(form_state) {
        return language.catalogue().steps.error_title.fill([heading]);
    }
    heading.to_owned()
}

/// What a send is asked for is no error.
fn is_refused(FormState { refusal, .. }: &FormState) -> bool {
    refusal.as_ref().is_some_and(|error| error.step_up().is_none())
}
