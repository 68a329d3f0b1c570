//! A client that does everything, and keeps what it learns.

use super::*;

/// A client that keeps what it learns.
pub struct Run {
    url: String,
    http: reqwest::Client,
    store: Arc<dyn Store>,
    /// Whatever must neither be printed nor answered.
    pub secrets: Vec<String>,
    /// What is answered to whom it belongs, and must not be printed.
    pub tickets: Vec<String>,
    /// Of pictures.
    pub names: Vec<String>,
    /// Every answer with its headers.
    pub answers: String,
}

impl Run {
    pub fn new(url: &str, store: Arc<dyn Store>) -> Self {
        // A redirection is an answer too.
        let http = client().redirect(reqwest::redirect::Policy::none());
        Self {
            url: url.to_owned(),
            http: http.build().unwrap(),
            store,
            secrets: Vec::new(),
            tickets: Vec::new(),
            names: Vec::new(),
            answers: String::new(),
        }
    }

    async fn keep(&mut self, request: RequestBuilder) -> String {
        let answer = request.send().await.unwrap();
        self.answers.push_str(&format!("{} {:?}\n", answer.status(), answer.headers()));
        let body = answer.bytes().await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        self.answers.push_str(&body);
        body
    }

    async fn get(&mut self, path: &str) {
        self.keep(self.http.get(format!("{}{path}", self.url))).await;
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url)).json(body);
        serde_json::from_str(&self.keep(request).await).unwrap()
    }

    /// As a browser does it that runs no script: what goes wrong comes back in an address.
    async fn submit(&mut self, path: &str, form: &[(&str, &str)]) {
        let request = self.http.post(format!("{}{path}", self.url)).form(form);
        let request = request.header("accept", "text/html").header("referer", &self.url);
        self.keep(request).await;
    }

    /// What the page calls once it is awake.
    async fn call_of_page(&mut self, call: &str, typed: &[&str]) {
        let request = self.http.post(format!("{}/api/page/{call}", self.url));
        let request = request.header("content-type", "application/x-postcard");
        self.keep(request.body(postcard(typed))).await;
    }

    /// A new picture; its text is looked up in the store.
    pub async fn picture(&mut self) -> (ImageCodeId, String) {
        let id = ImageCodeId::random();
        self.names.push(id.to_string());
        self.get(&format!("/image_codes/{id}/")).await;
        // Heard as well; samples in a row may look like a code by chance, so they are not kept.
        let sound = format!("{}/image_codes/{id}/audio", self.url);
        let sound = self.http.get(sound).send().await.unwrap();
        assert_eq!(sound.status(), 200);
        self.answers.push_str(&format!("{:?}\n", sound.headers()));
        let text = self.store.image_code(&id).await.unwrap().unwrap().as_str().to_owned();
        self.secrets.push(text.clone());
        (id, text)
    }

    /// A number that is a secret from here on.
    pub fn mobile(&mut self) -> String {
        let number = mobile();
        self.secrets.push(number.clone());
        number
    }

    pub async fn solve_and_send(&mut self, number: &str) -> Value {
        let (id, text) = self.picture().await;
        let right = json!({"mobile": number, "image_code": text, "image_code_id": id});
        self.post("/api/v1/sms-codes", &right).await
    }

    /// The ticket's owner gets the number; nobody else gets anything.
    async fn redeem(&mut self, ticket: &str) {
        for (secret, ticket) in [("wrong", ticket), (SITE_SECRET, "no ticket"), ("", "")] {
            let form = [("secret", secret), ("response", ticket)];
            self.submit("/siteverify", &form).await;
            self.post("/siteverify", &json!({"secret": secret, "response": ticket})).await;
        }
        self.get(&format!("/siteverify?secret={SITE_SECRET}&response={ticket}")).await;
        let right = json!({"secret": SITE_SECRET, "response": ticket});
        let answer = self.http.post(format!("{}/siteverify", self.url)).json(&right);
        let redeemed: Value = answer.send().await.unwrap().json().await.unwrap();
        assert!(self.secrets.contains(&redeemed["mobile"].as_str().unwrap()[3..].to_owned()));
        self.post("/siteverify", &right).await;
    }

    /// The whole flow, each failure of it, and requests that can't be read.
    pub async fn everything(&mut self, receiver: &Webhook) {
        self.get("/").await;
        for next in [Next::Answer(204), Next::Answer(500), Next::Answer(400), Next::Answer(422)] {
            receiver.next(next);
            let number = self.mobile();
            let (id, _) = self.picture().await;
            let wrong = json!({"mobile": number, "image_code": "wrong", "image_code_id": id});
            self.post("/api/v1/sms-codes", &wrong).await;
            let wrong = json!({"mobile": number, "image_code": WRONG, "image_code_id": id});
            self.post("/api/v1/sms-codes", &wrong).await;
            let (id, text) = self.picture().await;
            let right = json!({"mobile": number, "image_code": text, "image_code_id": id});
            let sent = self.post("/api/v1/sms-codes", &right).await;
            let handle = sent["handle"].as_str().unwrap_or_default().to_owned();
            self.post("/api/v1/sms-codes", &right).await;
            let code = receiver.last().code;
            self.secrets.push(code.clone());
            let typed = other_than(&code);
            let wrong = json!({"mobile": number, "sms_code": typed});
            self.post("/api/v1/sms-codes/verify", &wrong).await;
            let right = json!({"mobile": number, "sms_code": code, "handle": handle});
            let verified = self.post("/api/v1/sms-codes/verify", &right).await;
            if let Some(ticket) = verified["ticket"].as_str() {
                self.tickets.push(ticket.to_owned());
                self.redeem(ticket).await;
            }
            // As good as a ticket: theirs who have it.
            self.tickets.extend(Some(handle.clone()).filter(|handle| !handle.is_empty()));
            let numeric: u64 = number.parse().unwrap();
            self.post("/api/v1/sms-codes", &json!({"mobile": numeric})).await;
            self.post("/api/v1/sms-codes", &json!([number])).await;
            let (id, text) = self.picture().await;
            self.get(&format!("/sms_codes/{number}/?image_code={text}&image_code_id={id}")).await;
            self.get(&format!("/sms_codes/{number}/nothing")).await;
            self.get(&format!("/nothing/{number}?sms_code={code}")).await;
            let (id, text) = self.picture().await;
            let id = id.to_string();
            let form = [("mobile", &*number), ("image_code", &text), ("image_code_id", &id)];
            self.submit("/page/sms-codes", &form).await;
            self.submit("/page/sms-codes", &form[..2]).await;
            self.call_of_page("sms-codes", &[&number, &text, &id, ""]).await;
            self.call_of_page("sms-codes", &[&number, &text]).await;
            self.call_of_page("sms-codes/verify", &[&number, &code, &handle]).await;
            let form = [("mobile", &*number), ("sms_code", &code)];
            self.submit("/page/sms-codes/verify", &form).await;
        }
        // A number of five attempts.
        let number = self.mobile();
        self.solve_and_send(&number).await;
        let code = receiver.last().code;
        self.secrets.push(code.clone());
        let wrong = json!({"mobile": number, "sms_code": other_than(&code)});
        for _ in 0..6 {
            self.post("/api/v1/sms-codes/verify", &wrong).await;
        }
        self.solve_and_send(&number).await;
        self.metrics().await;
    }

    /// Asks for one number after the other until its address is refused, which is decided about and said.
    pub async fn is_limited(&mut self) {
        for _ in 0..20 {
            let number = self.mobile();
            let answer = self.solve_and_send(&number).await;
            if answer["type"].as_str().is_some_and(|problem| problem.ends_with("address-limited")) {
                return;
            }
        }
        panic!("nothing limits it");
    }

    /// The numbers, without what was measured: its digits may be those of a code by chance.
    async fn metrics(&mut self) {
        for accept in ["*/*", "application/openmetrics-text"] {
            let asked = self.http.get(format!("{}/metrics", self.url)).header("accept", accept);
            let text = asked.send().await.unwrap().text().await.unwrap();
            assert!(text.contains("menshen_messages_sent_total{"), "{text}");
            let lines = text.lines().map(|line| {
                let measured = line.contains("_seconds_sum{") || line.contains("_timestamp_");
                if measured { line.rsplit_once(' ').unwrap().0 } else { line }
            });
            self.answers.extend(lines.flat_map(|line| [line, "\n"]));
        }
    }

    /// Sends by vendors that fail in every way.
    pub async fn by_vendors(&mut self, vendors: &[Vendor; 3]) {
        for last in [
            vendor::Next::Ok,
            vendor::Next::Error(NOT_SENT[2]),
            vendor::Next::Error("21211"),
            vendor::Next::Broken,
            vendor::Next::HalfWay,
        ] {
            vendors[0].next(vendor::Next::Error(NOT_SENT[0]));
            vendors[1].next(vendor::Next::Error(NOT_SENT[1]));
            vendors[2].next(last);
            let number = self.mobile();
            self.solve_and_send(&number).await;
            self.secrets.push(vendors[2].last().code);
        }
        // What a vendor takes for an error code may be anything.
        vendors[0].next(vendor::Next::Error("isv.13800138000"));
        let number = self.mobile();
        self.solve_and_send(&number).await;
        for vendor in vendors {
            self.secrets.extend(vendor.messages().into_iter().map(|message| message.code));
            self.secrets.extend(vendor.kind.secrets.iter().map(|&secret| secret.to_owned()));
        }
        self.metrics().await;
        // The number is what every vendor says in its message.
        self.secrets.push("13800138000".to_owned());
    }
}

/// What each vendor calls a message that it has certainly not sent.
pub const NOT_SENT: [&str; 3] =
    ["isv.AMOUNT_NOT_ENOUGH", "FailedOperation.FailResolvePacket", "21408"];
