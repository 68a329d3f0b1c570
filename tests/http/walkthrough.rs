//! The flow by hand: the commands of docs/api.md and of the README, run as they stand there.

use std::{collections::BTreeSet, env, fs, path::Path, process::Command};

use serde_json::{Value, json};

use crate::support::{
    Foreign, Menshen,
    menshen::{SITE_SECRET, mobile},
};

/// The blocks of shell commands below a heading, up to the next one.
fn commands(document: &str, heading: &str) -> Vec<String> {
    let text = fs::read_to_string(document).unwrap();
    let (_, section) = text.split_once(&format!("\n## {heading}\n")).expect(heading);
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1);
    blocks.map(|block| block.split_once("```").unwrap().0.to_owned()).collect()
}

/// What these commands print, against this server and with these variables.
async fn run(commands: &str, menshen: &Menshen, variables: &[(&str, &str)]) -> String {
    let commands = commands.replace("http://127.0.0.1:3000", &menshen.url);
    let folder = env::temp_dir().join(menshen.url.replace(['/', ':'], "-"));
    fs::create_dir_all(&folder).unwrap();
    let mut shell = Command::new("bash");
    shell.args(["-euc", &commands]).current_dir(&folder).envs(variables.iter().copied());
    // The server runs on this thread.
    let output = tokio::task::spawn_blocking(move || shell.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{commands}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The answer has the fields that the comment below the command says, and no others.
fn is_as_said(commands: &str, answer: &str) -> Value {
    let fields = |json: &str| {
        let json: Value = serde_json::from_str(json).unwrap_or_else(|_| panic!("{json}"));
        (json.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>(), json)
    };
    let said = commands.lines().find_map(|line| line.strip_prefix("# ")).expect("what is answered");
    let (answered, json) = fields(answer);
    assert_eq!(answered, fields(said).0, "{commands}");
    json
}

#[tokio::test]
async fn the_commands_of_the_documents_end_with_a_verified_number() {
    for (api, heading, readme, page) in [
        ("docs/api.md", "By hand", "README.md", "In your page"),
        ("docs/zh/api.md", "用 curl 走一遍", "README.zh-CN.md", "放进你的页面"),
    ] {
        let menshen = Menshen::start(&[]).await;
        let [picture, send, verify] = &commands(api, heading)[..] else { panic!("{api}") };
        let id = run(&format!("{picture}\necho $ID"), &menshen, &[]).await;
        let id = id.lines().last().unwrap();
        let folder = env::temp_dir().join(menshen.url.replace(['/', ':'], "-"));
        assert!(fs::read(Path::new(&folder).join("code.png")).unwrap().starts_with(b"\x89PNG"));
        fs::remove_dir_all(folder).unwrap();

        let text = menshen.text(&id.parse().unwrap()).await.unwrap();
        let filled = send.replace("CODE=acd369", &format!("CODE={text}"));
        is_as_said(send, &run(&filled, &menshen, &[("ID", id)]).await);
        let code = menshen.webhook.last().code;
        let filled = verify.replace("SMS=123456", &format!("SMS={code}"));
        let answer = is_as_said(verify, &run(&filled, &menshen, &[]).await);

        let redeem = commands(readme, page).pop().unwrap();
        let ticket = answer["ticket"].as_str().unwrap();
        let variables = [("SITE_SECRET", SITE_SECRET), ("TICKET", ticket)];
        let answer = is_as_said(&redeem, &run(&redeem, &menshen, &variables).await);
        assert_eq!(
            (&answer["success"], &answer["mobile"]),
            (&true.into(), &"+8613800138000".into())
        );
    }
}

#[tokio::test]
async fn the_work_of_the_documents_is_accepted() {
    for api in ["docs/api.md", "docs/zh/api.md"] {
        let text = fs::read_to_string(api).unwrap();
        let (_, code) = text.split_once("```python\n").expect("how the work is done");
        let code = code.split_once("```").unwrap().0;
        let code = format!(
            "{code}\nimport json, sys\nprint(work(json.loads(sys.argv[1]), sys.argv[2]), end='')"
        );
        let menshen = Menshen::start(&["--sms-step-up=work", "--sms-work-memory=8"]).await;
        let (id, image_code) = menshen.picture().await;
        let number = mobile();
        let mut body = json!({"mobile": number, "image_code": image_code, "image_code_id": id});
        let asked = menshen.post("/api/v1/sms-codes", &body).await;
        assert_eq!(asked.status, 428, "{}", asked.text());
        let asked = asked.json()["step_up"].to_string();
        let Some(output) = Foreign::python_code(&code, &[&asked, &number]) else { return };
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{told}");
        body["work"] = String::from_utf8(output.stdout).unwrap().into();
        let sent = menshen.post("/api/v1/sms-codes", &body).await;
        assert_eq!(sent.status, 200, "{api}: {}", sent.text());
    }
}
