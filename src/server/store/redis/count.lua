-- Counts one more in a fixed window that starts with the first.
-- KEYS: counter. ARGV: allowed, window ms. Returns ms to wait, 0 when allowed.
local wait = redis.call('PTTL', KEYS[1])
if wait <= 0 then
  redis.call('SET', KEYS[1], 1, 'PX', ARGV[2])
  return 0
end
if tonumber(redis.call('GET', KEYS[1])) >= tonumber(ARGV[1]) then
  return wait
end
redis.call('INCR', KEYS[1])
return 0
