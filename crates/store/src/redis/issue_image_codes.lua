-- Counts each picture that is asked for, as count.lua does, and puts the texts of those within their
-- limits under their names where no live one is.
-- KEYS, for each: the counter, the name, the counter of wrong answers, the tallies of two networks. ARGV, for each:
--   how many are allowed, the window's length in ms, the text, its life in ms, the text for whoever climbs, how
--   many wrong answers make an address climb, and 0 or ms until a network is known: then an address in none that
--   is known climbs as well.
-- Returns for each how many ms to wait, or {wrong answers, whether it climbs, how many ms the text lives, the live
-- text that was there or nothing}.
local answers, args, asked = {}, ARGV, #ARGV / 7
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local count, left, wrong, live, climbs, life

-- Whether a network is known, somebody in which was answered first then.
local function is_known(since, until_known)
  return since and tonumber(since) <= now - tonumber(until_known)
end

-- for each n
count = redis.call('INCR', KEYS[<5n-4>])
if count == 1 then
  redis.call('PEXPIRE', KEYS[<5n-4>], args[<7n-5>])
end
if count <= tonumber(args[<7n-6>]) then
  wrong = tonumber(redis.call('GET', KEYS[<5n-2>]) or '0')
  climbs = wrong >= tonumber(args[<7n-1>])
  if not climbs and args[<7n>] ~= '0' then
    climbs = not is_known(redis.call('HGET', KEYS[<5n-1>], 'k'), args[<7n>])
      and not is_known(redis.call('HGET', KEYS[<5n>], 'k'), args[<7n>])
  end
  life = args[<7n-3>]
  live = redis.call('SET', KEYS[<5n-3>], climbs and args[<7n-2>] or args[<7n-4>], 'NX', 'GET', 'PX', life)
  if live then
    life = redis.call('PTTL', KEYS[<5n-3>])
  end
  answers[<n>] = {wrong, climbs and 1 or 0, tonumber(life), live}
else
  left = redis.call('PTTL', KEYS[<5n-4>])
  if left < 0 or left > tonumber(args[<7n-5>]) then
    left = tonumber(args[<7n-5>])
    redis.call('PEXPIRE', KEYS[<5n-4>], left)
  end
  answers[<n>] = math.max(left, 1)
end
if asked == <n> then
  return answers
end
-- end
return answers
