-- Reserves the one message that a number may get now. One step on the server, by its clock.
-- KEYS: cool-down, code. ARGV: reservation, code's HMAC, cool-down ms, code's life ms, attempts.
-- Returns {0, 0} reserved, {1, ms} cooling down, {2, ms} attempts used up.
local wait = redis.call('PTTL', KEYS[1])
if wait > 0 then
  return {1, wait}
end
local attempts = tonumber(redis.call('HGET', KEYS[2], 'attempts') or '0')
if attempts >= tonumber(ARGV[5]) then
  return {2, redis.call('PTTL', KEYS[2])}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('HSET', KEYS[2], 'by', ARGV[1], 'mac', ARGV[2], 'attempts', attempts)
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return {0, 0}
