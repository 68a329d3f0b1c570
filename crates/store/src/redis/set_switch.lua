-- Sets a switch, unless it was set at that time or later already.
-- KEYS: the switches. ARGV: its name, when in ms since 1970, its state.
-- Returns 1 when it was set.
local last = redis.call('HGET', KEYS[1], ARGV[1] .. ':at')
if last and tonumber(last) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3], ARGV[1] .. ':at', ARGV[2])
return 1
