//! What the store knows is told by every server.

use super::*;

/// Scrapes until this is so: what the store tells is kept for a few seconds.
async fn tells(menshen: &Menshen, what: impl Fn(&Scrape) -> bool) {
    until("it is told", async || what(&Scrape::of(menshen).await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn budgets_breakers_and_switches_are_told_by_every_server_as_the_store_knows_them() {
    let (mut redis, webhook) = (RedisServer::start(), Webhook::start().await);
    let settings = [
        "--sms-budget-hour=5",
        "--sms-budget-day=off",
        "--sms-per-country-hour=3",
        "--sms-per-country-day=4",
        "--sms-breaker-floor=2",
        "--sms-breaker-pause=90",
        "--sms-countries=CN,HK",
    ];
    let one = Menshen::process(&redis, webhook.clone(), &settings).await;
    let two = Menshen::process(&redis, webhook, &settings).await;
    for _ in 0..2 {
        assert_eq!(one.solve_and_send(&lonely()).await.status, 200);
    }
    let left = |scrape: &Scrape| {
        [
            "budget_left{",
            "country_budget_left{country=\"CN\",",
            "country_budget_left{country=\"HK\",",
        ]
        .map(|of| {
            ["hour", "day"]
                .map(|window| scrape.0.get(&format!("menshen_{of}window=\"{window}\"}}")).copied())
        })
    };
    let expected = [[Some(3.0), None], [Some(1.0), Some(2.0)], [Some(3.0), Some(4.0)]];
    tells(&one, |scrape| left(scrape) == expected).await;
    tells(&two, |scrape| left(scrape) == expected).await;

    // The one meets the open breaker, the other knows of it.
    redis.pass(Duration::from_secs(300 + 300));
    assert_eq!(one.solve_and_send(&lonely()).await.status, 200);
    let open = |scrape: &Scrape, country| {
        let until = scrape.0
            [&format!("menshen_breaker_open_until_timestamp_seconds{{country=\"{country}\"}}")];
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
        until > time && until <= time + 91.0
    };
    tells(&two, |scrape| open(scrape, "CN") && !open(scrape, "HK")).await;
    redis.pass(Duration::from_secs(90));
    tells(&one, |scrape| !open(scrape, "CN")).await;

    let on = SwitchState { on: true, at: 1, by: "Lin".to_owned() };
    assert!(one.store.set_switch(KillSwitch::Stop, &on).await.unwrap());
    for menshen in [&one, &two] {
        tells(menshen, |scrape| {
            let of = |switch| scrape.0[&format!("menshen_switch{{switch=\"{switch}\"}}")];
            (of("stop"), of("raise")) == (1.0, 0.0)
        })
        .await;
    }

    redis.kill();
    tells(&one, |scrape| left(scrape) == [[None; 2]; 3]).await;
}

#[tokio::test]
async fn however_often_the_numbers_are_asked_for_the_store_is_asked_once_in_three_seconds() {
    let redis = RedisServer::start();
    let menshen = Menshen::on(&redis, &[]).await;
    let used = "menshen_store_duration_seconds_count{call=\"used\"}";
    let start = Instant::now();
    for _ in 0..30 {
        Scrape::of(&menshen).await;
    }
    let scrape = Scrape::of(&menshen).await;
    // The budget of the site and that of the one country.
    let looks = scrape.0[used] / 2.0;
    let most = 1.0 + (start.elapsed().as_secs_f64() / 3.0).floor();
    assert!((1.0..=most).contains(&looks), "{looks} looks, {most} at most");
}
