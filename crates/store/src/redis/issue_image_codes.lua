-- Counts each picture that is asked for, as count.lua does, and puts the texts of those within their
-- limits under their names where no live one is.
-- KEYS, for each: the counter, the name, the counter of wrong answers, the tallies of two networks, what the network
--   stands under that the picture is issued to. ARGV, for each: how many are allowed, the window's length in ms, the
--   text, its life in ms, the text under pressure, the text for too many wrong answers, how many those are, 0 or ms
--   until a network is known: then there is pressure for an address in none that is known; and the network that is
--   kept, or nothing.
-- Returns for each how many ms to wait, or {which of the texts from 0, how many ms it lives, the live text that was
-- there or nothing}.
local answers, args, asked = {}, ARGV, #ARGV / 9
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local count, left, live, rank, text, life

-- Whether a network is known, somebody in which was answered first then.
local function is_known(since, until_known)
  return since and tonumber(since) <= now - tonumber(until_known)
end

-- for each n
count = redis.call('INCR', KEYS[<6n-5>])
if count == 1 then
  redis.call('PEXPIRE', KEYS[<6n-5>], args[<9n-7>])
end
if count <= tonumber(args[<9n-8>]) then
  rank, text = 0, args[<9n-6>]
  if tonumber(redis.call('GET', KEYS[<6n-3>]) or '0') >= tonumber(args[<9n-2>]) then
    rank, text = 2, args[<9n-3>]
  elseif args[<9n-1>] ~= '0' and not is_known(redis.call('HGET', KEYS[<6n-2>], 'k'), args[<9n-1>])
    and not is_known(redis.call('HGET', KEYS[<6n-1>], 'k'), args[<9n-1>]) then
    rank, text = 1, args[<9n-4>]
  end
  life = args[<9n-5>]
  live = redis.call('SET', KEYS[<6n-4>], text, 'NX', 'GET', 'PX', life)
  if live then
    life = redis.call('PTTL', KEYS[<6n-4>])
  elseif args[<9n>] ~= '' then
    redis.call('SET', KEYS[<6n>], args[<9n>], 'PX', life)
  end
  answers[<n>] = {rank, tonumber(life), live}
else
  left = redis.call('PTTL', KEYS[<6n-5>])
  if left < 0 or left > tonumber(args[<9n-7>]) then
    left = tonumber(args[<9n-7>])
    redis.call('PEXPIRE', KEYS[<6n-5>], left)
  end
  answers[<n>] = math.max(left, 1)
end
if asked == <n> then
  return answers
end
-- end
return answers
