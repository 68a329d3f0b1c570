-- Takes back one message from the step that it was counted in, if that is still there.
-- KEYS: the scope. ARGV: the step.
local field = 's' .. ARGV[1]
if redis.call('HEXISTS', KEYS[1], field) == 1 and redis.call('HINCRBY', KEYS[1], field, -1) <= 0 then
  redis.call('HDEL', KEYS[1], field)
end
return 0
