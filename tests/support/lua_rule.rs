//! What a script has to look like for Alibaba Cloud's proxy of a cluster (`script_check_enable`), as its
//! documentation of Lua scripts says and as its users have met it: a key stands nowhere but as
//! `KEYS[number]` in a `redis.call`, the command is a literal string, calls are not nested, and `unpack`
//! is not there. Read as strictly as it can be.

/// What it answers to a key that stands elsewhere.
pub const BAD_KEY: &str = "ERR bad lua script for redis cluster, all the keys that the script uses should \
                           be passed using the KEYS array, and KEYS should not be in expression";
const BAD_COMMAND: &str = "ERR bad lua script for redis cluster, first parameter of redis.call/redis.pcall \
                           must be a single literal string";
const NESTED: &str = "ERR bad lua script for redis cluster, nested redis.call/redis.pcall";
const UNPACK: &str = "ERR bad lua script for redis cluster, unpack is not supported";
const UNKNOWN: &str = "ERR bad lua script for redis cluster, unknown command";

/// Why the proxy refuses a script with this text; `None` where it takes it.
pub fn refusal(source: &str) -> Option<&'static str> {
    check(&tokens(source)).err()
}

fn check(tokens: &[String]) -> Result<(), &'static str> {
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            "KEYS" => return Err(BAD_KEY),
            "unpack" => return Err(UNPACK),
            "redis" => at = check_call(tokens, at)?,
            _ => at += 1,
        }
    }
    Ok(())
}

/// Checks the call that begins here; gives where it ends.
fn check_call(tokens: &[String], start: usize) -> Result<usize, &'static str> {
    let begins = |at: usize, token: &str| tokens.get(at).is_some_and(|found| found == token);
    let is_call = begins(start + 1, ".")
        && (begins(start + 2, "call") || begins(start + 2, "pcall"))
        && begins(start + 3, "(");
    if !is_call {
        return Err(BAD_COMMAND);
    }
    let (mut depth, mut at) = (0, start + 3);
    let mut arguments: Vec<Vec<&str>> = vec![Vec::new()];
    loop {
        let token = tokens.get(at).ok_or(BAD_COMMAND)?.as_str();
        match token {
            "(" | "{" | "[" => depth += 1,
            ")" | "}" | "]" => depth -= 1,
            "redis" => return Err(NESTED),
            "unpack" => return Err(UNPACK),
            _ => {}
        }
        at += 1;
        match (depth, token) {
            (0, _) => break,
            (1, "(") => {}
            (1, ",") => arguments.push(Vec::new()),
            _ => arguments.last_mut().ok_or(BAD_COMMAND)?.push(token),
        }
    }
    check_arguments(&arguments)?;
    Ok(at)
}

fn check_arguments(arguments: &[Vec<&str>]) -> Result<(), &'static str> {
    let [name] = arguments[0][..] else { return Err(BAD_COMMAND) };
    let name = name.strip_prefix('\'').ok_or(BAD_COMMAND)?;
    let keys = keys(name).ok_or(UNKNOWN)?.min(arguments.len() - 1);
    for argument in &arguments[1..=keys] {
        let ["KEYS", "[", number, "]"] = argument[..] else { return Err(BAD_KEY) };
        if number.parse::<u32>().is_err() {
            return Err(BAD_KEY);
        }
    }
    let elsewhere = arguments[1 + keys..].iter().flatten().any(|&token| token == "KEYS");
    if elsewhere { Err(BAD_KEY) } else { Ok(()) }
}

/// How many of a command's arguments are keys; they come first. `None` for one that is not known.
pub fn keys(command: &str) -> Option<usize> {
    Some(match command.to_ascii_uppercase().as_str() {
        "TIME" | "PING" | "INFO" => 0,
        "DEL" | "EXISTS" | "MGET" => usize::MAX,
        "GET" | "GETDEL" | "SET" | "INCR" | "DECR" | "PTTL" | "PEXPIRE" | "PEXPIRETIME"
        | "HGET" | "HMGET" | "HGETALL" | "HSET" | "HDEL" | "HEXISTS" | "HINCRBY" | "ZADD"
        | "ZCARD" | "ZINCRBY" | "ZPOPMIN" | "ZRANGE" | "ZREM" | "ZREMRANGEBYSCORE"
        | "ZREMRANGEBYRANK" | "ZSCORE" | "XADD" | "XREVRANGE" => 1,
        _ => return None,
    })
}

/// The tokens of a text in Lua, without comments; a string is its text after `'`.
fn tokens(source: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = source.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if first == '\'' || first == '"' {
            let end = rest[1..].find(first).map_or(rest.len() - 1, |end| end + 1);
            tokens.push(format!("'{}", &rest[1..end]));
            end + 1
        } else {
            let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let length = word.max(first.len_utf8() * usize::from(word == 0));
            tokens.push(rest[..length].to_owned());
            length
        };
        rest = rest[length..].trim_start();
    }
    tokens
}

#[test]
fn scripts_that_the_proxy_is_known_to_take_and_to_refuse_are_told_apart() {
    for taken in [
        "return redis.call('mget', KEYS[1], KEYS[2])",
        "local v = tonumber(redis.call('GET', KEYS[1])) -- KEYS and unpack\nreturn v",
        "if redis.call(\"SET\", KEYS[1], ARGV[1] .. ',(', 'NX') then return redis.call('TIME') end",
    ] {
        assert_eq!(refusal(taken), None, "{taken}");
    }
    for (refused, why) in [
        ("local key = KEYS[1] return redis.call('GET', key)", BAD_KEY),
        ("return redis.call('GET', 'a')", BAD_KEY),
        ("redis.call('SET', KEYS[1] .. ':1', 1)", BAD_KEY),
        ("for i = 1, 2 do redis.call('DEL', KEYS[i]) end", BAD_KEY),
        ("return redis.call('MGET', KEYS[1], ARGV[1])", BAD_KEY),
        ("local n = #KEYS", BAD_KEY),
        ("return redis.call('SET', KEYS[1], KEYS[2])", BAD_KEY),
        ("return redis.call(ARGV[1], KEYS[1])", BAD_COMMAND),
        ("local call = redis.call", BAD_COMMAND),
        ("redis.call('SET', KEYS[1], redis.call('GET', KEYS[2]))", NESTED),
        ("local a, b = unpack(ARGV)", UNPACK),
        ("redis.call('DEL', KEYS[1], unpack(ARGV))", UNPACK),
    ] {
        assert_eq!(refusal(refused), Some(why), "{refused}");
    }
}
