-- Keeps decisions by their time, the newest so many of them.
-- KEYS: the decisions. ARGV: how many are kept, ms for which they are; then each one's time in ms and text.
for i = 3, #ARGV, 2 do
  redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[1]) - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0
