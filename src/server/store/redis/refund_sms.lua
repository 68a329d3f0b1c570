-- Takes a reservation back after a send that certainly failed, unless a later one has its place.
-- KEYS: cool-down, code. ARGV: reservation.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
if redis.call('HGET', KEYS[2], 'by') == ARGV[1] then
  redis.call('HDEL', KEYS[2], 'by', 'mac')
end
return 0
