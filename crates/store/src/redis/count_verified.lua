-- Counts one right code. Of a scope that nothing is known of there is nothing to judge.
-- KEYS: the scope. ARGV: step ms.
if redis.call('EXISTS', KEYS[1]) == 1 then
  local clock = redis.call('TIME')
  local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
  redis.call('HINCRBY', KEYS[1], 'v' .. string.format('%d', now - now % tonumber(ARGV[1])), 1)
end
return 0
