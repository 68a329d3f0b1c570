//! Who gets in, and what other sites can't do.

use super::*;

#[tokio::test]
async fn without_a_token_there_is_no_console_and_it_never_is_on_the_public_listener() {
    let address = Menshen::free_address();
    let without = Menshen::start(&["--admin-addr", &address]).await;
    assert!(TcpStream::connect(&address).await.is_err());
    let (with, address) = embedded(&[]).await;
    for menshen in [&without, &with] {
        for path in ["/admin", "/admin/log-in", "/admin/style.css", "/admin/switch"] {
            assert_eq!(menshen.get(path).await.status, 404, "{path}");
        }
    }
    // And nothing of the gate is at the console.
    let console = Console::of(&address, "Lin").await;
    for path in ["/metrics", "/readyz", "/siteverify", "/pkg/menshen.css"] {
        assert_eq!(console.get(path).await.status, 404, "{path}");
    }
    assert_eq!(console.get("/").await.header("location"), "/admin");
}

#[tokio::test]
async fn only_the_token_lets_in_and_wrong_ones_are_slowed_by_network_and_lock_nobody_out() {
    let (_menshen, address) = embedded(&["--trusted-proxies=127.0.0.1"]).await;
    let stranger = Console::at(&address);
    let form = stranger.get("/admin").await;
    assert_eq!((form.status, form.header("content-security-policy")), (200, POLICY));
    assert_eq!(form.header("cache-control"), "no-store");
    assert!(form.text().contains("name=\"token\"") && !form.text().contains("switches"));
    for path in ["/admin/switch?switch=stop&on=true", "/admin/switch"] {
        let answer = stranger.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/admin"), "{path}");
    }
    assert_eq!(stranger.try_turn("stop", true).await.status, 303);

    let session = Console::of(&address, "Lin").await;
    for token in ["", "wrong", &TOKEN[1..], &TOKEN.to_uppercase(), &format!("{TOKEN}x")] {
        for _ in 0..2 {
            let refused = stranger.log_in("Lin", token).await;
            assert_eq!((refused.status, refused.header("set-cookie")), (403, ""), "{token}");
            assert!(!refused.text().contains(TOKEN));
        }
    }
    let eleventh = stranger.log_in("Lin", "wrong").await;
    assert_eq!((eleventh.status, eleventh.header("set-cookie")), (429, ""));
    assert!((1..=60).contains(&eleventh.header("retry-after").parse::<u32>().unwrap()));
    // Another network has its own tries, and the right token is let in from each at once.
    let elsewhere = [("x-forwarded-for", "2001:db8::1")];
    assert_eq!(stranger.log_in_with("Lin", "wrong", &elsewhere).await.status, 403);
    for headers in [&[][..], &elsewhere] {
        let right = stranger.log_in_with("Lin", TOKEN, headers).await;
        assert_eq!((right.status, right.header("location")), (303, "/admin"));
    }
    assert_eq!(stranger.log_in("Lin", "wrong").await.status, 429);
    // Who is in stays in, and nobody has switched anything.
    let page = session.get("/admin").await;
    assert_eq!((page.status, page.header("content-security-policy")), (200, POLICY));
    assert!(page.text().contains("Logged in: Lin") && !page.text().contains("class=\"switch on\""));

    for made_up in ["console=", "console=AAAA", &format!("{}A", session.session)] {
        let mut console = Console::at(&address);
        console.session = made_up.to_owned();
        assert!(console.get("/admin").await.text().contains("name=\"token\""), "{made_up}");
    }
    let out = session.post("/admin/log-out", &[], &[]).await;
    assert_eq!(
        out.header("set-cookie"),
        "console=; HttpOnly; SameSite=Strict; Path=/admin; Max-Age=0"
    );
}

/// A page of another site can give its own name the console's address, and is the console's own page
/// for the browser then.
#[tokio::test]
async fn a_page_whose_name_was_given_the_consoles_address_can_neither_try_nor_press() {
    let (_menshen, address) = embedded(&["--admin-hosts", "console.example, gate-admin"]).await;
    let port = address.rsplit(':').next().unwrap();
    let console = Console::of(&address, "Lin").await;
    for host in [
        format!("evil.example:{port}"),
        "localhost.evil.example".into(),
        "a.console.example".into(),
    ] {
        let origin = format!("http://{host}");
        let headers =
            [("host", host.as_str()), ("origin", &origin), ("sec-fetch-site", "same-origin")];
        for _ in 0..20 {
            assert_eq!(console.log_in_with("Lin", "wrong", &headers).await.status, 421, "{host}");
        }
        assert_eq!(console.log_in_with("Lin", TOKEN, &headers).await.status, 421, "{host}");
        for path in ["/admin", "/admin/switch?switch=stop&on=true", "/admin/style.css", "/"] {
            let refused = console.get_with(path, &headers).await;
            assert_eq!(refused.status, 421, "{host}{path}");
            assert!(refused.text().contains("ADMIN_HOSTS"), "{}", refused.text());
        }
        let form = [("switch", "stop"), ("on", "true")];
        assert_eq!(console.post("/admin/switch", &form, &headers).await.status, 421, "{host}");
    }
    for host in [
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        "10.0.0.5".to_owned(),
        format!("[::1]:{port}"),
        "Console.Example".to_owned(),
        "gate-admin:443".to_owned(),
    ] {
        let page = console.get_with("/admin", &[("host", &host)]).await;
        assert_eq!(page.status, 200, "{host}");
        assert!(!page.text().contains("class=\"switch on\""), "{host}");
        // None of those counted.
        let wrong = console.log_in_with("Lin", "wrong", &[("host", &host)]).await;
        assert_eq!(wrong.status, 403, "{host}");
    }
}

/// Also where the store is shared, on the servers that it was not done at, and after a restart.
#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_was_logged_out_is_good_on_no_server_and_other_sessions_go_on() {
    let (mut redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let (one, at_one) = process(&redis, &webhook, &[]).await;
    let (_two, at_two) = process(&redis, &webhook, &[]).await;
    let (_embedded, alone) = embedded(&[]).await;
    for (here, there) in [(&at_one, &at_two), (&alone, &alone)] {
        let other = Console::of(here, "Mei").await;
        let console = Console::of(here, "Lin").await;
        let mut copy = Console::at(there);
        copy.session = console.session.clone();
        assert!(copy.get("/admin").await.text().contains("Logged in: Lin"));
        let out = console.post("/admin/log-out", &[], &[]).await;
        assert_eq!((out.status, out.header("location")), (303, "/admin"));
        for copy in [&copy, &console] {
            assert!(copy.get("/admin").await.text().contains("name=\"token\""));
            assert_eq!(copy.try_turn("stop", true).await.header("location"), "/admin");
            assert_eq!(copy.get("/admin/switch?switch=stop&on=true").await.status, 303);
        }
        let page = other.get("/admin").await.text();
        assert!(page.contains("Logged in: Mei") && !page.contains("class=\"switch on\""), "{page}");
        // Once more, as by a second click.
        assert_eq!(console.post("/admin/log-out", &[], &[]).await.status, 303);
    }
    drop(one);
    let gone = Console::of(&at_two, "Lin").await;
    gone.post("/admin/log-out", &[], &[]).await;
    let (_again, at_again) = process(&redis, &webhook, &[]).await;
    let mut copy = Console::at(&at_again);
    copy.session = gone.session;
    assert!(copy.get("/admin").await.text().contains("name=\"token\""));

    // What can't be told to the others is not said to be done.
    let console = Console::of(&at_two, "Lin").await;
    redis.kill();
    let out = console.post("/admin/log-out", &[], &[]).await;
    assert_eq!((out.status, out.header("set-cookie")), (503, ""));
    assert_eq!(out.header("content-security-policy"), POLICY);
    assert!(out.text().contains("href=\"/admin\""), "{}", out.text());
}

#[tokio::test]
async fn the_cookie_is_for_the_console_alone_and_other_sites_can_not_press() {
    let (_menshen, address) = embedded(&[]).await;
    let console = Console::of(&address, "Lin").await;
    for (origin, secure) in [("http://a.example", ""), ("https://a.example", "; Secure")] {
        let form = [("name", "Lin"), ("token", TOKEN)];
        let headers = [("origin", origin), ("sec-fetch-site", "same-origin")];
        let answer = console.post("/admin/log-in", &form, &headers).await;
        let (_, attributes) = answer.header("set-cookie").split_once("; ").unwrap();
        let expected = format!("HttpOnly; SameSite=Strict{secure}; Path=/admin; Max-Age=28800");
        assert_eq!(attributes, expected);
    }
    let form = [("switch", "stop"), ("on", "true")];
    for headers in [[("sec-fetch-site", "cross-site")], [("origin", "https://evil.example")]] {
        for path in ["/admin/switch", "/admin/log-in", "/admin/log-out"] {
            assert_eq!(console.post(path, &form, &headers).await.status, 403, "{path}");
        }
    }
    // A link alone turns nothing: it asks.
    let asked = console.get("/admin/switch?switch=stop&on=true").await;
    assert!(asked.text().contains("method=\"post\""));
    let page = console.get("/admin").await.text();
    assert!(!page.contains("class=\"switch on\""), "{page}");
    for bad in [[("switch", "other"), ("on", "true")], [("switch", "stop"), ("on", "?")]] {
        assert_eq!(console.post("/admin/switch", &bad, &[]).await.status, 400);
    }
}

#[tokio::test]
async fn a_token_that_is_too_short_stops_the_start() {
    let program = crate::support::Program::start(&[("ADMIN_TOKEN", "fifteen letters")], &[]);
    let ended = program.ended();
    assert!(!ended.success && ended.stderr.contains("ADMIN_TOKEN: 16 random characters"));
    assert!(!ended.stderr.contains("fifteen"));
}
