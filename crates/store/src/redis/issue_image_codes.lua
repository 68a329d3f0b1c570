-- Counts each picture that is asked for, as count.lua does, and puts the texts of those within their
-- limits under their names where no live one is.
-- KEYS, for each: the counter, the name, the counter of wrong answers, the tallies of two networks. ARGV, for each:
--   how many are allowed, the window's length in ms, the text, its life in ms, the text under pressure, the text
--   for too many wrong answers, how many those are, and 0 or ms until a network is known: then there is pressure
--   for an address in none that is known.
-- Returns for each how many ms to wait, or {which of the texts from 0, how many ms it lives, the live text that was
-- there or nothing}.
local answers, args, asked = {}, ARGV, #ARGV / 8
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local count, left, live, rank, text, life

-- Whether a network is known, somebody in which was answered first then.
local function is_known(since, until_known)
  return since and tonumber(since) <= now - tonumber(until_known)
end

-- for each n
count = redis.call('INCR', KEYS[<5n-4>])
if count == 1 then
  redis.call('PEXPIRE', KEYS[<5n-4>], args[<8n-6>])
end
if count <= tonumber(args[<8n-7>]) then
  rank, text = 0, args[<8n-5>]
  if tonumber(redis.call('GET', KEYS[<5n-2>]) or '0') >= tonumber(args[<8n-1>]) then
    rank, text = 2, args[<8n-2>]
  elseif args[<8n>] ~= '0' and not is_known(redis.call('HGET', KEYS[<5n-1>], 'k'), args[<8n>])
    and not is_known(redis.call('HGET', KEYS[<5n>], 'k'), args[<8n>]) then
    rank, text = 1, args[<8n-3>]
  end
  life = args[<8n-4>]
  live = redis.call('SET', KEYS[<5n-3>], text, 'NX', 'GET', 'PX', life)
  if live then
    life = redis.call('PTTL', KEYS[<5n-3>])
  end
  answers[<n>] = {rank, tonumber(life), live}
else
  left = redis.call('PTTL', KEYS[<5n-4>])
  if left < 0 or left > tonumber(args[<8n-6>]) then
    left = tonumber(args[<8n-6>])
    redis.call('PEXPIRE', KEYS[<5n-4>], left)
  end
  answers[<n>] = math.max(left, 1)
end
if asked == <n> then
  return answers
end
-- end
return answers
