-- A message that was waited for has come. From then on it is kept for who asks, a while at least.
-- KEYS: what is waited for. ARGV: ms that it is kept at least.
-- Returns 0 nothing is waited for, 1 it is, 2 it had come before.
local stored = redis.call('GET', KEYS[1])
if not stored then
  return 0
end
local holder = string.match(stored, '^(%S+) awaited$')
if not holder then
  return 2
end
local left = math.max(redis.call('PTTL', KEYS[1]), tonumber(ARGV[1]))
redis.call('SET', KEYS[1], holder .. ' come', 'PX', left)
return 1
