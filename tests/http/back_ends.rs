//! Sites that redeem tickets: the back ends of docs/redeem.md as they stand there, and one whose only
//! check is a client of reCAPTCHA that others wrote (`tests/clients/back_ends`).

#[path = "../clients/back_ends/axum.rs"]
mod axum_site;

use std::fs;

use serde_json::Value;
use tokio::net::TcpListener;

use crate::support::{
    Foreign, Menshen, client,
    menshen::{SITE_SECRET, mobile},
};

/// What a site says to a registration with this ticket.
async fn register(site: &str, field: &str, ticket: &str) -> (u16, Value) {
    let form = [(field, ticket)];
    let request = client().build().unwrap().post(format!("{site}/register")).form(&form);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
}

/// A registration goes through once for each verified number, and not without.
async fn registers(site: &str, menshen: &Menshen) {
    let number = mobile();
    let ticket = menshen.ticket(&number).await;
    let (status, body) = register(site, "ticket", &ticket).await;
    assert_eq!((status, &body["mobile"]), (200, &format!("+86{number}").into()), "{body}");
    for refused in [ticket.as_str(), "", "no ticket"] {
        assert_eq!(register(site, "ticket", refused).await.0, 403, "{refused}");
    }
}

/// While Menshen is away nobody is registered, and the ticket is for later.
async fn waits(site: &str) {
    assert_eq!(register(site, "ticket", &"A".repeat(43)).await.0, 503);
}

/// Nothing listens there: port 9 is "discard".
const NOWHERE: &str = "http://127.0.0.1:9";

fn of(url: &str) -> [(&str, &str); 3] {
    [("MENSHEN_URL", url), ("SITE_SECRET", SITE_SECRET), ("PORT", "0")]
}

#[tokio::test]
async fn a_django_back_end_redeems_tickets() {
    let menshen = Menshen::start(&[]).await;
    let serve = |url| Foreign::python("back_ends/serve.py", &["django"], &of(url));
    let Some(site) = serve(&menshen.url) else { return };
    registers(&site.url, &menshen).await;
    waits(&serve(NOWHERE).unwrap().url).await;
}

#[tokio::test]
async fn an_express_back_end_redeems_tickets() {
    let menshen = Menshen::start(&[]).await;
    let serve = |url| Foreign::node("back_ends/express.mjs", &of(url));
    let Some(site) = serve(&menshen.url) else { return };
    registers(&site.url, &menshen).await;
    waits(&serve(NOWHERE).unwrap().url).await;
}

#[tokio::test]
async fn a_go_back_end_redeems_tickets() {
    let menshen = Menshen::start(&[]).await;
    let serve = |url| Foreign::go("back_ends/register.go", &of(url));
    let Some(site) = serve(&menshen.url) else { return };
    registers(&site.url, &menshen).await;
    waits(&serve(NOWHERE).unwrap().url).await;
}

#[tokio::test]
async fn an_axum_back_end_redeems_tickets() {
    let menshen = Menshen::start(&[]).await;
    let serve = async |url: &str| {
        let http = client().build().unwrap();
        let (url, site_secret) = (url.to_owned(), SITE_SECRET.to_owned());
        let site = axum_site::site(axum_site::Menshen { http, url, site_secret });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
        url
    };
    registers(&serve(&menshen.url).await, &menshen).await;
    waits(&serve(NOWHERE).await).await;
}

#[tokio::test]
async fn a_client_of_recaptcha_redeems_tickets() {
    let menshen = Menshen::start(&[]).await;
    let serve = |environment: &[(&str, &str)]| {
        Foreign::python("back_ends/serve.py", &["flask"], environment)
    };
    let Some(site) = serve(&of(&menshen.url)) else { return };
    let ticket = menshen.ticket(&mobile()).await;
    let of_recaptcha = async |site: &Foreign, ticket: &str| {
        let (status, errors) = register(&site.url, "g-recaptcha-response", ticket).await;
        (status, errors["recaptcha"][0].as_str().unwrap_or_default().to_owned())
    };
    // It knows what our error codes mean.
    let wrong = serve(&[("MENSHEN_URL", &menshen.url), ("SITE_SECRET", "wrong")]).unwrap();
    let (status, said) = of_recaptcha(&wrong, &ticket).await;
    assert_eq!((status, said.as_str()), (403, "The secret parameter is invalid or malformed."));
    assert_eq!(of_recaptcha(&site, &ticket).await, (200, String::new()));
    assert_eq!(of_recaptcha(&site, &ticket).await.0, 403);
    let (status, said) = of_recaptcha(&site, "no ticket").await;
    assert_eq!((status, said.as_str()), (403, "The response parameter is invalid or malformed."));
}

#[tokio::test]
async fn clients_of_hcaptcha_and_turnstile_redeem_tickets() {
    let menshen = Menshen::start(&[]).await;
    for (client, field) in
        [("hcaptcha", "h-captcha-response"), ("turnstile", "cf-turnstile-response")]
    {
        let serve = |environment: &[(&str, &str)]| {
            Foreign::python("back_ends/serve.py", &[client], environment)
        };
        let Some(site) = serve(&of(&menshen.url)) else { return };
        let ticket = menshen.ticket(&mobile()).await;
        let wrong = serve(&[("MENSHEN_URL", &menshen.url), ("SITE_SECRET", "wrong")]).unwrap();
        assert_eq!(register(&wrong.url, field, &ticket).await.0, 403, "{client}");
        let (status, errors) = register(&site.url, field, &ticket).await;
        assert_eq!(status, 200, "{client}: {errors}");
        assert_eq!(register(&site.url, field, &ticket).await.0, 403, "{client}");
    }
}

#[tokio::test]
async fn the_package_for_python_redeems_tickets_in_django_and_fastapi() {
    let menshen = Menshen::start(&[]).await;
    for (framework, field) in [("django", "ticket"), ("fastapi", "menshen-ticket")] {
        let serve = |url| Foreign::python("back_ends/package.py", &[framework], &of(url));
        let Some(site) = serve(&menshen.url) else { return };
        let number = mobile();
        let ticket = menshen.ticket(&number).await;
        let (status, body) = register(&site.url, field, &ticket).await;
        assert_eq!((status, &body["mobile"]), (200, &format!("+86{number}").into()), "{framework}");
        for refused in [ticket.as_str(), "", "no ticket"] {
            let (status, _) = register(&site.url, field, refused).await;
            assert_eq!(status, 403, "{framework}: {refused}");
        }
        let away = serve(NOWHERE).unwrap();
        assert_eq!(register(&away.url, field, &ticket).await.0, 503, "{framework}");
    }
}

#[tokio::test]
async fn the_field_for_django_is_the_element_without_a_value() {
    let menshen = Menshen::start(&[]).await;
    let environment = of(&menshen.url);
    let Some(site) = Foreign::python("back_ends/package.py", &["django"], &environment) else {
        return;
    };
    let page = client().build().unwrap().get(format!("{}/register", site.url)).send().await;
    let page = page.unwrap().text().await.unwrap();
    let script = format!(r#"<script src="{}/embed.js"></script>"#, menshen.url);
    assert!(page.contains(&script), "{page}");
    assert!(page.contains("<menshen-gate ") && page.contains(r#"name="ticket""#), "{page}");
}

#[tokio::test]
async fn a_form_data_as_clients_of_turnstile_post_it_redeems_tickets() {
    let menshen = Menshen::start(&[]).await;
    let Some(site) = Foreign::node("back_ends/form_data.mjs", &of(&menshen.url)) else { return };
    registers(&site.url, &menshen).await;
    let (_, body) = register(&site.url, "ticket", "no ticket").await;
    assert_eq!(body["why"], "invalid-input-response");
}

#[tokio::test]
async fn the_package_for_php_redeems_tickets_in_the_validator_of_laravel_and_alone() {
    let menshen = Menshen::start(&[]).await;
    for (validator, needs) in
        [("yes", "/usr/share/php/Illuminate/Validation/autoload.php"), ("no", "")]
    {
        let serve = |url| {
            let environment = [&of(url)[..], &[("VALIDATOR", validator)]].concat();
            Foreign::php("back_ends/laravel.php", needs, &environment)
        };
        let Some(site) = serve(&menshen.url) else { continue };
        registers(&site.url, &menshen).await;
        waits(&serve(NOWHERE).unwrap().url).await;
    }
}

#[tokio::test]
async fn the_package_for_java_redeems_tickets_for_a_controller_of_spring_and_alone() {
    let menshen = Menshen::start(&[]).await;
    for (class, needs_jars) in [("CallSite", false), ("SpringSite", true)] {
        let serve = |url| Foreign::java(class, &java_sources(class), needs_jars, &of(url));
        let Some(site) = serve(&menshen.url) else { continue };
        registers(&site.url, &menshen).await;
        waits(&serve(NOWHERE).unwrap().url).await;
    }
}

/// The site, and what it needs of the package. `MenshenConfiguration` needs a Spring that Debian does not have.
fn java_sources(class: &str) -> Vec<String> {
    const PACKAGE: &str = "clients/menshen-spring/src/main/java/menshen";
    const SITES: &str = "tests/clients/back_ends/java";
    let folders = if class == "SpringSite" { &["", "/spring"][..] } else { &[""] };
    let package =
        folders.iter().flat_map(|folder| fs::read_dir(format!("{PACKAGE}{folder}")).unwrap());
    let package = package.map(|file| file.unwrap().path().to_str().unwrap().to_owned());
    package
        .filter(|file| file.ends_with(".java") && !file.ends_with("/MenshenConfiguration.java"))
        .chain(["Site", class].map(|name| format!("{SITES}/{name}.java")))
        .collect()
}

#[test]
fn both_languages_show_the_back_ends_as_they_are_tested() {
    for document in ["docs/redeem.md", "docs/zh/redeem.md"] {
        let text = fs::read_to_string(document).unwrap();
        for (language, file) in [
            ("python", "django_views.py"),
            ("js", "express.mjs"),
            ("rust", "axum.rs"),
            ("go", "register.go"),
        ] {
            let code = fs::read_to_string(format!("tests/clients/back_ends/{file}")).unwrap();
            assert!(text.contains(&format!("```{language}\n{code}```\n")), "{document}: {file}");
        }
    }
}
