//! What operators set and what they did: lists, caps, the audit log.

use super::*;

/// Something that somebody did.
pub(super) fn entry(by: &str) -> AuditEntry {
    AuditEntry {
        by: by.to_owned(),
        network: "192.0.2.0/24".to_owned(),
        action: AuditAction::RuleAdded,
        subject: "country \"CN\" \u{95e8}".to_owned(),
        before: String::new(),
        after: "deny".to_owned(),
    }
}

fn rules(version: u64, text: &str) -> StoredRules {
    StoredRules { version, text: text.to_owned() }
}

#[tokio::test]
async fn lists_are_kept_unless_they_were_changed_since_and_the_switches_tell_that_they_were() {
    on_each(|store| async move {
        assert_eq!(store.rules().await.unwrap(), StoredRules::default());
        let first = rules(1_700_000_000_000, "the first, \"quoted\" \u{95e8}");
        assert!(store.set_rules(0, &first).await.unwrap());
        assert_eq!(store.rules().await.unwrap(), first);
        assert_eq!(store.switches().await.unwrap().rules_version, first.version);
        let second = rules(first.version + 1, "the second");
        for stale in [0, first.version - 1, first.version + 1] {
            assert!(!store.set_rules(stale, &second).await.unwrap(), "{stale}");
        }
        assert_eq!(store.rules().await.unwrap(), first);
        assert!(store.set_rules(first.version, &second).await.unwrap());
        assert_eq!(store.rules().await.unwrap(), second);
        // Switches stand beside them, and neither touches the other.
        let stop = SwitchState { on: true, at: 1, by: "Lin".to_owned() };
        assert!(store.set_switch(KillSwitch::Stop, &stop).await.unwrap());
        let switches = store.switches().await.unwrap();
        assert!(switches.is_on(KillSwitch::Stop) && switches.rules_version == second.version);
    })
    .await;
}

#[tokio::test]
async fn of_200_racing_changes_of_the_same_lists_one_is_kept() {
    on_each(|store| async move {
        let changed = racing(&store, |store, n| async move {
            let new = rules(1, &n.to_string());
            store.set_rules(0, &new).await.unwrap().then_some(new)
        });
        let kept: Vec<_> = changed.await.into_iter().flatten().collect();
        assert_eq!(kept, [store.rules().await.unwrap()]);
    })
    .await;
}

#[tokio::test]
async fn the_audit_log_is_read_page_by_page_from_the_newest() {
    on_each(|store| async move {
        assert!(store.audit(None, 10).await.unwrap().is_empty());
        for n in 0..25 {
            store.add_to_audit(&entry(&n.to_string())).await.unwrap();
        }
        let (mut before, mut read) = (None, Vec::new());
        loop {
            let page = store.audit(before, 10).await.unwrap();
            assert!(page.len() <= 10 && page.windows(2).all(|pair| pair[0].id > pair[1].id));
            let Some(last) = page.last() else { break };
            // What is done meanwhile moves nothing.
            store.add_to_audit(&entry("meanwhile")).await.unwrap();
            before = Some(last.id);
            read.extend(page.into_iter().map(|record| record.entry));
        }
        let newest_first: Vec<_> = (0..25).rev().map(|n| entry(&n.to_string())).collect();
        assert_eq!(read, newest_first);
    })
    .await;
}

/// I6
#[tokio::test]
async fn of_more_than_the_audit_log_holds_the_oldest_make_way() {
    on_each(|store| async move {
        let most = AUDIT_RECORDS;
        for some in (0..most + 100).collect::<Vec<_>>().chunks(500) {
            let adding: JoinSet<_> = some
                .iter()
                .map(|n| {
                    let (store, entry) = (Arc::clone(&store), entry(&n.to_string()));
                    async move { store.add_to_audit(&entry).await.unwrap() }
                })
                .collect();
            adding.join_all().await;
        }
        let kept = store.audit(None, u32::MAX).await.unwrap();
        assert_eq!(kept.len(), most);
        // The chunks came one after the other, so the first hundred are of the first chunk.
        let first = kept.iter().filter(|record| record.entry.by.parse::<usize>().unwrap() < 500);
        assert_eq!(first.count(), 400);
    })
    .await;
}

#[tokio::test]
async fn a_cap_counts_for_itself() {
    with_clock(|store, clock| async move {
        let hour = [RateLimit { count: 1, window: Duration::from_secs(3600) }];
        let [one, other] = [1, 2].map(|n| Counter::Capped(RuleKey::new([n; 16])));
        let acquired = async |counter: &Counter| {
            matches!(store.acquire(counter, &hour).await.unwrap(), Acquire::Acquired(_))
        };
        assert!(acquired(&one).await && !acquired(&one).await && acquired(&other).await);
        clock.pass(Duration::from_secs(3601)).await;
        assert!(acquired(&one).await);
    })
    .await;
}
