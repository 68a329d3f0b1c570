-- Counts an attempt, then compares, then spends the code if it is right.
-- KEYS: code. ARGV: HMAC of what was typed, attempts allowed.
-- Returns 0 passed, 1 wrong, 2 no attempt left, 3 no live code.
local allowed = tonumber(ARGV[2])
local stored = redis.call('HMGET', KEYS[1], 'attempts', 'mac')
if not stored[1] then
  return 3
end
if tonumber(stored[1]) >= allowed then
  return 2
end
if not stored[2] then
  return 3
end
local attempts = redis.call('HINCRBY', KEYS[1], 'attempts', 1)
if stored[2] == ARGV[1] then
  redis.call('DEL', KEYS[1])
  return 0
end
if attempts >= allowed then
  redis.call('HDEL', KEYS[1], 'by', 'mac')
  return 2
end
return 1
