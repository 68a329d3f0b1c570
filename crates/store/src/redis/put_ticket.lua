-- Keeps a ticket, unless it was kept before: then it may have been redeemed since.
-- KEYS: ticket. ARGV: what it stands for, its life in ms.
-- Returns {1, its life}, or {0, how many ms it lives yet}.
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return {1, tonumber(ARGV[2])}
end
return {0, redis.call('PTTL', KEYS[1])}
