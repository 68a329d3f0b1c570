-- Takes a reservation back after a send that certainly failed; what a later one has done stays.
-- KEYS: messages of late, code. ARGV: reservation.
redis.call('ZREM', KEYS[1], ARGV[1])
if redis.call('HGET', KEYS[2], 'by') == ARGV[1] then
  redis.call('HDEL', KEYS[2], 'by', 'mac')
end
return 0
