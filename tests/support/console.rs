//! The console as a browser without scripts uses it.

use reqwest::{Client, redirect::Policy};

use super::{Answer, client};

pub const TOKEN: &str = "the-token-of-the-tests";

/// A browser at a console, which may have a session.
pub struct Console {
    pub url: String,
    http: Client,
    pub session: String,
}

impl Console {
    /// At this address, not logged in.
    pub fn at(address: &str) -> Self {
        let http = client().redirect(Policy::none());
        let (url, session) = (format!("http://{address}"), String::new());
        Self { url, http: http.build().unwrap(), session }
    }

    /// At this address, logged in under that name.
    pub async fn of(address: &str, name: &str) -> Self {
        let mut console = Self::at(address);
        let answer = console.log_in(name, TOKEN).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/admin"));
        let cookie = answer.header("set-cookie");
        console.session = cookie.split(';').next().unwrap().to_owned();
        console
    }

    pub async fn log_in(&self, name: &str, token: &str) -> Answer {
        self.log_in_with(name, token, &[]).await
    }

    pub async fn log_in_with(&self, name: &str, token: &str, headers: &[(&str, &str)]) -> Answer {
        self.post("/admin/log-in", &[("name", name), ("token", token)], headers).await
    }

    /// In English.
    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = self.http.get(format!("{}{path}", self.url));
        self.answered(request, &[&[("accept-language", "en")], headers].concat()).await
    }

    pub async fn post(
        &self,
        path: &str,
        form: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        self.answered(self.http.post(format!("{}{path}", self.url)).form(form), headers).await
    }

    /// A form under another media type than that of forms.
    pub async fn post_as(&self, content_type: &str, path: &str, form: String) -> Answer {
        let request = self.http.post(format!("{}{path}", self.url)).body(form);
        self.answered(request, &[("content-type", content_type)]).await
    }

    /// Turns a switch, and goes on when that is done.
    pub async fn set_switch(&self, switch: &str, on: bool) {
        let answer = self.try_turn(switch, on).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/admin"));
    }

    pub async fn try_turn(&self, switch: &str, on: bool) -> Answer {
        self.post("/admin/switch", &[("switch", switch), ("on", &on.to_string())], &[]).await
    }

    async fn answered(
        &self,
        mut request: reqwest::RequestBuilder,
        headers: &[(&str, &str)],
    ) -> Answer {
        if !self.session.is_empty() {
            request = request.header("cookie", &self.session);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::to(request).await
    }
}
