-- KEYS: the scope. Returns the ms for which its breaker is open yet.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local open = redis.call('HMGET', KEYS[1], 'until', 'pause')
local left = math.max(tonumber(open[1] or '0') - now, 0)
-- After the server's clock jumped back.
return math.min(left, tonumber(open[2]) or left)
