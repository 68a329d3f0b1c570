-- KEYS: the group. Returns the ms for which its breaker is open yet.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
return math.max(tonumber(redis.call('HGET', KEYS[1], 'until') or '0') - now, 0)
