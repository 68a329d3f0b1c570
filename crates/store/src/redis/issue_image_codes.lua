-- Counts each picture that is asked for, as count.lua does, and puts the texts of those within their
-- limits under their names where no live one is.
-- KEYS, for each: the counter, the name, the counter of wrong answers. ARGV, for each: how many are allowed, the window's length in ms,
-- the text, its life in ms.
-- Returns for each how many ms to wait, or {wrong answers, the live text that was there or nothing}.
local answers, args, asked = {}, ARGV, #ARGV / 4
local count, left, wrong, live
-- for each n
count = redis.call('INCR', KEYS[<3n-2>])
if count == 1 then
  redis.call('PEXPIRE', KEYS[<3n-2>], args[<4n-2>])
end
if count <= tonumber(args[<4n-3>]) then
  wrong = redis.call('GET', KEYS[<3n>])
  live = redis.call('SET', KEYS[<3n-1>], args[<4n-1>], 'NX', 'GET', 'PX', args[<4n>])
  answers[<n>] = {tonumber(wrong or '0'), live}
else
  left = redis.call('PTTL', KEYS[<3n-2>])
  if left < 0 or left > tonumber(args[<4n-2>]) then
    left = tonumber(args[<4n-2>])
    redis.call('PEXPIRE', KEYS[<3n-2>], left)
  end
  answers[<n>] = math.max(left, 1)
end
if asked == <n> then
  return answers
end
-- end
return answers
