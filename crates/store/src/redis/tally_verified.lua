-- Counts a message as answered, in the hour and the day that it was sent in.
-- KEYS: a scope each. ARGV: when its hour, its step and its day began, its country, ms for which the scope is
--   remembered; then for each scope its kind, as in tally.lua.
local verified, young = 'v' .. ARGV[1], 'y' .. ARGV[2]
local of_day, busiest = 'd' .. ARGV[3], 'h' .. ARGV[3]
local count, has_first
-- for each n
if ARGV[<n> + 5] then
  count = redis.call('HINCRBY', KEYS[<n>], verified, 1)
  redis.call('HINCRBY', KEYS[<n>], of_day, 1)
  if count > tonumber(redis.call('HGET', KEYS[<n>], busiest) or '0') then
    redis.call('HSET', KEYS[<n>], busiest, count)
  end
  if redis.call('HEXISTS', KEYS[<n>], young) == 1
    and redis.call('HINCRBY', KEYS[<n>], young, -1) <= 0 then
    redis.call('HDEL', KEYS[<n>], young)
  end
  has_first = false
  for _, field in ipairs(redis.call('HGETALL', KEYS[<n>])) do
    has_first = has_first or string.sub(field, 1, 1) == 'f'
  end
  if not has_first then
    redis.call('HSET', KEYS[<n>], 'f' .. ARGV[1], 1, 'k', ARGV[1])
  end
  if ARGV[<n> + 5] == 'network' then
    redis.call('HSET', KEYS[<n>], 'w' .. ARGV[4], 1)
  end
  redis.call('PEXPIRE', KEYS[<n>], ARGV[5])
end
-- end
return 0
