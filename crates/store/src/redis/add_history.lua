-- Adds to a minute and to its hour, and counts the hour's prefixes by "space-saving".
-- KEYS: the minute's counts, the hour's, the hour's prefixes by their messages, what else is known of
--   those: `v` and a prefix for right codes, `o` for messages that may be others'.
-- ARGV: ms that the minute is kept, ms that the hour is, how many prefixes are kept, how many counts
--   follow; each one's name and number; then each prefix with its messages and right codes.
local most, counts = tonumber(ARGV[3]), tonumber(ARGV[4])
for i = 5, 4 + 2 * counts, 2 do
  redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1])
  redis.call('HINCRBY', KEYS[2], ARGV[i], ARGV[i + 1])
end
for i = 5 + 2 * counts, #ARGV, 3 do
  local prefix, sent, verified = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local known = redis.call('ZSCORE', KEYS[3], prefix)
  if not known and redis.call('ZCARD', KEYS[3]) < most then
    redis.call('ZADD', KEYS[3], 0, prefix)
    known = true
  elseif not known and sent > 0 then
    local least = redis.call('ZPOPMIN', KEYS[3])
    redis.call('HDEL', KEYS[4], 'v' .. least[1], 'o' .. least[1])
    redis.call('ZADD', KEYS[3], least[2], prefix)
    redis.call('HSET', KEYS[4], 'o' .. prefix, least[2])
    known = true
  end
  if known then
    redis.call('ZINCRBY', KEYS[3], sent, prefix)
    if verified > 0 then
      redis.call('HINCRBY', KEYS[4], 'v' .. prefix, verified)
    end
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[3], ARGV[2])
redis.call('PEXPIRE', KEYS[4], ARGV[2])
return 0
