//! The form: phone number and picture code for a text message, its code for a ticket.

use leptos::{ev::SubmitEvent, html::Input, prelude::*, task::spawn_local};

use super::{
    countdown::Countdown,
    field::{FieldKind, LabelledField, Refusal},
    image_code::ImageCode,
};
use crate::{
    api::{send_sms_code, verify_sms_code},
    model::{Field, GateError, ImageCodeId, ImageCodeKind, ImageCodeView, Language, Texts},
};

/// What the form waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Busy {
    /// The page has not been woken yet.
    Waking,
    No,
    Sending,
    Verifying,
}

/// The whole form as one island: its fields, the picture and the countdown share their state.
#[island]
pub fn RegistrationForm(
    /// The language of every text.
    language: Language,
    /// What the pictures ask for, and their size.
    pictures: ImageCodeView,
) -> impl IntoView {
    let texts = Texts::of(language);
    let form = Form::new(language);
    // Runs in the browser only, once the island is there.
    Effect::new(move |_| {
        form.new_picture();
        form.busy.set(Busy::No);
    });

    // Before the page is woken, buttons are disabled. Later they only say that they do nothing now:
    // a button that is disabled loses the focus.
    let waking = move || form.busy.get() == Busy::Waking;
    let busy = move || form.busy.get() != Busy::No;
    let mobile = FieldKind {
        field: Field::Mobile,
        name: "mobile",
        label: texts.mobile,
        input_mode: "tel",
        autocomplete: "tel",
        max_length: 32,
    };
    let image_code = FieldKind {
        field: Field::ImageCode,
        name: "image_code",
        label: texts.of_picture(pictures.kind).label,
        input_mode: if pictures.kind == ImageCodeKind::Math { "numeric" } else { "text" },
        autocomplete: "off",
        max_length: 16,
    };
    let sms_code = FieldKind {
        field: Field::SmsCode,
        name: "sms_code",
        label: texts.sms_code,
        input_mode: "numeric",
        autocomplete: "one-time-code",
        max_length: 16,
    };
    let get_code = move || match (form.busy.get(), form.resend.left()) {
        (Busy::Sending, _) => texts.sending.to_owned(),
        (_, 0) => texts.get_code.to_owned(),
        (_, left) => language.resend_in(left),
    };
    let verify =
        move || if form.busy.get() == Busy::Verifying { texts.verifying } else { texts.verify };
    let overall = move || {
        form.refusal.get().filter(|refusal| refusal.field.is_none()).map(|refusal| refusal.text)
    };

    view! {
        <div class="form" hidden=move || form.ticket.get().is_some()>
            <form novalidate on:submit=move |event| form.send(&event)>
                <LabelledField
                    kind=mobile
                    refusal=form.refusal
                    input=form.mobile_input
                    on_input=Callback::new(move |()| form.number_changed())
                />
                <LabelledField
                    kind=image_code
                    refusal=form.refusal
                    input=form.image_code_input
                >
                    <ImageCode
                        id=form.picture.read_only()
                        renew=Callback::new(move |()| form.new_picture())
                        disabled=Signal::derive(waking)
                        pictures
                        texts
                    />
                </LabelledField>
                <button
                    type="submit"
                    id="get-code"
                    disabled=waking
                    aria-disabled=move || (busy() || form.resend.left() > 0).then_some("true")
                >
                    {get_code}
                </button>
            </form>
            <p class="note" role="status">
                {move || form.sent.get().then_some(texts.sent)}
            </p>
            <form novalidate on:submit=move |event| form.verify(&event)>
                <LabelledField
                    kind=sms_code
                    refusal=form.refusal
                    input=form.sms_code_input
                />
                <button
                    type="submit"
                    id="verify"
                    disabled=waking
                    aria-disabled=move || busy().then_some("true")
                >
                    {verify}
                </button>
            </form>
            <p class="error" role="alert">
                {overall}
            </p>
        </div>
        <div role="status">
            {move || {
                form.ticket
                    .get()
                    .map(|ticket| {
                        view! {
                            <p class="verified">{texts.verified}</p>
                            <input type="hidden" name="ticket" value=ticket />
                        }
                    })
            }}
        </div>
    }
}

/// The state of the form. `Copy`, as its parts are handles.
#[derive(Clone, Copy)]
struct Form {
    language: Language,
    mobile_input: NodeRef<Input>,
    image_code_input: NodeRef<Input>,
    sms_code_input: NodeRef<Input>,
    /// The picture that is shown; none before the page is woken.
    picture: RwSignal<Option<ImageCodeId>>,
    /// The picture that the last message was bought with.
    spent: StoredValue<Option<ImageCodeId>>,
    refusal: RwSignal<Option<Refusal>>,
    busy: RwSignal<Busy>,
    /// Whether a message has left, so that its code is waited for.
    sent: RwSignal<bool>,
    resend: Countdown,
    /// The end of the flow.
    ticket: RwSignal<Option<String>>,
}

impl Form {
    fn new(language: Language) -> Self {
        Self {
            language,
            mobile_input: NodeRef::new(),
            image_code_input: NodeRef::new(),
            sms_code_input: NodeRef::new(),
            picture: RwSignal::new(None),
            spent: StoredValue::new(None),
            refusal: RwSignal::new(None),
            busy: RwSignal::new(Busy::Waking),
            sent: RwSignal::new(false),
            resend: Countdown::new(),
            ticket: RwSignal::new(None),
        }
    }

    /// A new picture always has a new name. What was typed belongs to the old one.
    fn new_picture(self) {
        self.picture.set(Some(ImageCodeId::random()));
        if let Some(input) = self.image_code_input.get_untracked() {
            input.set_value("");
        }
    }

    fn send(self, event: &SubmitEvent) {
        event.prevent_default();
        if self.resend.is_running() {
            return;
        }
        let texts = Texts::of(self.language);
        let (mobile, image_code) = (typed(self.mobile_input), typed(self.image_code_input));
        if mobile.trim().is_empty() {
            return self.refuse(Refusal::at(Field::Mobile, texts.mobile_missing));
        }
        if image_code.trim().is_empty() {
            return self.refuse(Refusal::of(&GateError::ImageCodeMissing, self.language));
        }
        let Some(picture) = self.picture.get_untracked() else { return };
        if !self.start(Busy::Sending) {
            return;
        }
        self.sent.set(false);
        spawn_local(async move {
            let answer = send_sms_code(mobile, image_code, picture.to_string()).await;
            self.busy.set(Busy::No);
            match answer {
                Ok(sent) => {
                    self.sent.set(true);
                    self.spent.set_value(Some(picture));
                    self.wait(sent.resend_in);
                    focus(self.sms_code_input);
                }
                Err(error) => {
                    // The picture is spent, or as good as spent.
                    self.new_picture();
                    if let GateError::CoolingDown { retry_after }
                    | GateError::SendUnknown { retry_after } = error
                    {
                        self.wait(retry_after);
                    }
                    self.refuse(Refusal::of(&error, self.language));
                }
            }
        });
    }

    fn verify(self, event: &SubmitEvent) {
        event.prevent_default();
        let (mobile, sms_code) = (typed(self.mobile_input), typed(self.sms_code_input));
        if mobile.trim().is_empty() {
            let text = Texts::of(self.language).mobile_missing;
            return self.refuse(Refusal::at(Field::Mobile, text));
        }
        if sms_code.trim().is_empty() {
            return self.refuse(Refusal::of(&GateError::SmsCodeMalformed, self.language));
        }
        if !self.start(Busy::Verifying) {
            return;
        }
        spawn_local(async move {
            let answer = verify_sms_code(mobile, sms_code).await;
            self.busy.set(Busy::No);
            match answer {
                Ok(issued) => {
                    self.resend.stop();
                    self.ticket.set(Some(issued.ticket));
                }
                Err(error) => {
                    self.sent.set(false);
                    self.refuse(Refusal::of(&error, self.language));
                }
            }
        });
    }

    /// Whether the form was idle, which it then is no longer.
    fn start(self, busy: Busy) -> bool {
        let idle = self.busy.get_untracked() == Busy::No;
        if idle {
            self.refusal.set(None);
            self.busy.set(busy);
        }
        idle
    }

    /// Counts down to the next message to this number.
    fn wait(self, seconds: u32) {
        self.resend.start(seconds, move || self.replace_spent());
    }

    /// Another number need not wait for the last one.
    fn number_changed(self) {
        if self.resend.is_running() {
            self.resend.stop();
            self.replace_spent();
        }
    }

    /// The picture that the last message was bought with is of no use for the next. One that the
    /// person has asked for since then is, and is left alone.
    fn replace_spent(self) {
        let spent = self.spent.get_value();
        if spent.is_some() && spent == self.picture.get_untracked() {
            self.new_picture();
        }
    }

    fn refuse(self, refusal: Refusal) {
        match refusal.field {
            Some(Field::Mobile) => focus(self.mobile_input),
            Some(Field::ImageCode) => focus(self.image_code_input),
            Some(Field::SmsCode) => focus(self.sms_code_input),
            None => {}
        }
        self.refusal.set(Some(refusal));
    }
}

fn typed(input: NodeRef<Input>) -> String {
    input.get_untracked().map(|input| input.value()).unwrap_or_default()
}

/// A field that is not there can't be focused, which is no reason to stop.
fn focus(input: NodeRef<Input>) {
    if let Some(input) = input.get_untracked() {
        let _ = input.focus();
    }
}
