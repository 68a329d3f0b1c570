-- Takes a message that has come, for who asked for it; again for a while, with what it was answered with.
-- KEYS: what is waited for. ARGV: who asks, what is answered if it has come, ms for which that is repeated.
-- Returns {0, ms that it is waited for} not come, {1} taken, {2, 0, answer} taken before, {3} nothing.
local stored = redis.call('GET', KEYS[1]) or ''
local holder, state = string.match(stored, '^(%S+) (%S+)')
if holder ~= ARGV[1] then
  return {3, 0, ''}
end
if state == 'awaited' then
  return {0, redis.call('PTTL', KEYS[1]), ''}
end
if state == 'taken' then
  return {2, 0, string.match(stored, '(%S+)$')}
end
redis.call('SET', KEYS[1], holder .. ' taken ' .. ARGV[2], 'PX', ARGV[3])
return {1, 0, ''}
