//! The words of the console for operators. A text that one language lacks does not compile.

use crate::Language;

/// Every text of the console, in one language. `{}` stands for what is put in.
#[derive(Debug)]
#[expect(missing_docs, reason = "each name says where its text stands")]
pub struct ConsoleTexts {
    pub title: &'static str,
    pub log_in_lead: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub token: &'static str,
    pub log_in: &'static str,
    pub log_out: &'static str,
    pub token_wrong: &'static str,
    /// `{}`: a time.
    pub tries_over: &'static str,
    /// `{}`: a name.
    pub logged_in_as: &'static str,
    /// `{}`: a moment.
    pub as_of: &'static str,
    pub reload: &'static str,
    pub span: &'static str,
    pub last_hour: &'static str,
    pub two_days: &'static str,
    pub store_down: &'static str,
    pub switches: &'static str,
    pub stop: SwitchTexts,
    pub raise: SwitchTexts,
    /// `{}`: who; then when.
    pub turned_by: &'static str,
    pub cancel: &'static str,
    pub not_turned: &'static str,
    pub not_logged_out: &'static str,
    pub funnel: &'static str,
    pub funnel_about: &'static str,
    /// Pictures, right codes, messages, verified numbers, redeemed tickets.
    pub funnel_steps: [&'static str; 5],
    pub step: &'static str,
    pub count: &'static str,
    pub of_before: &'static str,
    pub refusals: &'static str,
    pub refusals_about: &'static str,
    pub reason: &'static str,
    pub no_refusals: &'static str,
    pub countries: &'static str,
    pub countries_about: &'static str,
    pub country: &'static str,
    pub prefixes: &'static str,
    pub prefixes_about: &'static str,
    pub prefix: &'static str,
    /// `{}`: how many.
    pub at_most: &'static str,
    pub sent: &'static str,
    pub verified: &'static str,
    pub share: &'static str,
    pub no_messages: &'static str,
    pub latency: &'static str,
    pub latency_about: &'static str,
    /// A picture, a message asked for, a code checked.
    pub latency_steps: [&'static str; 3],
    pub no_requests: &'static str,
    pub budget: &'static str,
    pub budget_about: &'static str,
    pub whole_site: &'static str,
    pub hour: &'static str,
    pub day: &'static str,
    pub used: &'static str,
    pub limit: &'static str,
    pub left: &'static str,
    pub no_budget: &'static str,
    /// `{}`: a country; then a time.
    pub breaker_open: &'static str,
    pub table: &'static str,
    pub time: &'static str,
}

/// The words of one switch.
#[derive(Debug)]
#[expect(missing_docs, reason = "each name says where its text stands")]
pub struct SwitchTexts {
    pub name: &'static str,
    pub is_off: &'static str,
    pub is_on: &'static str,
    pub turn_on: &'static str,
    pub turn_off: &'static str,
    pub ask_on: &'static str,
    pub ask_off: &'static str,
}

impl ConsoleTexts {
    /// The texts of `language`.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }
}

const ZH: ConsoleTexts = ConsoleTexts {
    title: "控制台",
    log_in_lead: "供运维人员使用。令牌是 ADMIN_TOKEN 的值。",
    name: "你的名字",
    name_hint: "切换开关时会记录并显示这个名字。",
    token: "令牌",
    log_in: "登录",
    log_out: "退出登录",
    token_wrong: "令牌不正确",
    tries_over: "令牌不正确。错误次数过多，请 {}后再试其他令牌；正确的令牌随时可以登录。",
    logged_in_as: "已登录：{}",
    as_of: "截至 {}，所有服务器合计",
    reload: "刷新",
    span: "时间范围",
    last_hour: "最近一小时",
    two_days: "最近两天",
    store_down: "存储没有响应，无法显示数字。此时不会发送任何短信。",
    switches: "紧急开关",
    stop: SwitchTexts {
        name: "短信",
        is_off: "正常发送",
        is_on: "已全部停发",
        turn_on: "停发所有短信…",
        turn_off: "恢复发送短信…",
        ask_on: "要停发所有短信吗？所有服务器立即停止发送，用户会看到“本站已暂停发送短信”。已交给服务商的短信无法撤回。",
        ask_off: "要恢复发送短信吗？所有服务器立即恢复。",
    },
    raise: SwitchTexts {
        name: "图片难度",
        is_off: "按设置",
        is_on: "已提到最高",
        turn_on: "把难度提到最高…",
        turn_off: "恢复设置的难度…",
        ask_on: "要把图片难度提到最高吗？所有服务器在几秒内生效。用户往往要多试几次才能读对。",
        ask_off: "要恢复设置的图片难度吗？所有服务器在几秒内生效。",
    },
    turned_by: "由 {} 于 {} 切换",
    cancel: "取消",
    not_turned: "开关可能没有切换。请回到控制台再看一次。",
    not_logged_out: "存储没有响应，会话可能没有在所有服务器上结束。请稍后再退出一次。",
    funnel: "流程",
    funnel_about: "每一步的次数随时间的变化。",
    funnel_steps: ["图片", "答对图片", "发出短信", "验证号码", "兑换凭据"],
    step: "步骤",
    count: "次数",
    of_before: "占上一步",
    refusals: "拒绝原因",
    refusals_about: "按原因统计的拒绝次数，最多的在前。",
    reason: "原因",
    no_refusals: "没有拒绝。",
    countries: "各国家和地区的验证率",
    countries_about: "条的全长是发出的短信，实心部分是随后验证的号码。",
    country: "国家或地区",
    prefixes: "各号段的验证率",
    prefixes_about: "短信最多的号段，后四位隐藏。条的全长是发出的短信，实心部分是随后验证的号码。",
    prefix: "号段",
    at_most: "其中 {} 条可能属于其他号段",
    sent: "短信",
    verified: "已验证",
    share: "验证率",
    no_messages: "没有发出短信。",
    latency: "耗时",
    latency_about: "百分之九十九的请求不超过的毫秒数。",
    latency_steps: ["图片", "请求短信", "验证短信码"],
    no_requests: "没有请求。",
    budget: "额度",
    budget_about: "条的全长是上限，实心部分是已用。",
    whole_site: "全站",
    hour: "小时",
    day: "天",
    used: "已用",
    limit: "上限",
    left: "剩余",
    no_budget: "没有设置上限。",
    breaker_open: "{} 的熔断器已打开，{}后关闭。",
    table: "数据表",
    time: "时间（UTC）",
};

const EN: ConsoleTexts = ConsoleTexts {
    title: "Console",
    log_in_lead: "For operators. The token is the value of ADMIN_TOKEN.",
    name: "Your name",
    name_hint: "It is shown and logged when you turn a switch.",
    token: "Token",
    log_in: "Log in",
    log_out: "Log out",
    token_wrong: "That is not the token.",
    tries_over: "That is not the token, and there were too many that are not: try another in {}. \
                 The right one lets you in at any time.",
    logged_in_as: "Logged in: {}",
    as_of: "All servers together, as of {}",
    reload: "Reload",
    span: "Time",
    last_hour: "Last hour",
    two_days: "Last two days",
    store_down: "The store does not answer, so no numbers can be shown. No message is sent meanwhile.",
    switches: "Emergency switches",
    stop: SwitchTexts {
        name: "Text messages",
        is_off: "are sent",
        is_on: "are all stopped",
        turn_on: "Stop all messages…",
        turn_off: "Send messages again…",
        ask_on: "Stop all text messages? Every server stops at once, and people read that this site \
                 has paused its text messages. What a provider has taken over can't be called back.",
        ask_off: "Send text messages again? Every server follows at once.",
    },
    raise: SwitchTexts {
        name: "Pictures",
        is_off: "are as hard as set",
        is_on: "are as hard as can be",
        turn_on: "Make pictures hardest…",
        turn_off: "Back to the level that is set…",
        ask_on: "Draw every picture at the hardest level? Every server follows within seconds. \
                 People often need several tries.",
        ask_off: "Draw pictures at the level that is set? Every server follows within seconds.",
    },
    turned_by: "SwitchState by {} on {}",
    cancel: "Cancel",
    not_turned: "The switch may not be turned. Go back to the console and look again.",
    not_logged_out: "The store does not answer, so the session may not have ended on every server. \
                     Log out again in a moment.",
    funnel: "Funnel",
    funnel_about: "How often each step was reached, over time.",
    funnel_steps: ["Pictures", "Solved", "Messages sent", "Verified", "Redeemed"],
    step: "Step",
    count: "Count",
    of_before: "Of the step before",
    refusals: "Refusals by cause",
    refusals_about: "How often each was the cause, the most frequent first.",
    reason: "Cause",
    no_refusals: "Nothing was refused.",
    countries: "Conversion by country",
    countries_about: "The whole bar is messages sent, the solid part numbers verified.",
    country: "Country",
    prefixes: "Conversion by prefix",
    prefixes_about: "The prefixes with the most messages, without the last four digits. The whole bar \
                     is messages sent, the solid part numbers verified.",
    prefix: "Prefix",
    at_most: "{} of them may be of other prefixes",
    sent: "Sent",
    verified: "Verified",
    share: "Share",
    no_messages: "No message was sent.",
    latency: "Latency",
    latency_about: "The milliseconds that 99 of 100 requests did not need.",
    latency_steps: ["Picture", "Asking for a message", "Checking a code"],
    no_requests: "There were no requests.",
    budget: "Budget",
    budget_about: "The whole bar is the limit, the solid part what is used.",
    whole_site: "Whole site",
    hour: "hour",
    day: "day",
    used: "Used",
    limit: "Limit",
    left: "Left",
    no_budget: "There are no limits.",
    breaker_open: "The breaker of {} is open; it closes in {}.",
    table: "Table",
    time: "Time (UTC)",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_leave_the_same_places_open() {
        let places = |texts: &ConsoleTexts| {
            let ConsoleTexts {
                tries_over,
                logged_in_as,
                as_of,
                turned_by,
                at_most,
                breaker_open,
                ..
            } = texts;
            [tries_over, logged_in_as, as_of, turned_by, at_most, breaker_open]
                .map(|text| text.matches("{}").count())
        };
        assert_eq!(places(&ZH), [1, 1, 1, 2, 1, 2]);
        assert_eq!(places(&EN), places(&ZH));
    }
}
