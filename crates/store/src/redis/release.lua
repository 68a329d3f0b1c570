-- Takes back one in each window that has not ended since it was taken.
-- KEYS: a counter for each window. ARGV: for each, its end in ms since 1970.
-- for each n
if ARGV[<n>] and redis.call('PEXPIRETIME', KEYS[<n>]) == tonumber(ARGV[<n>])
  and redis.call('DECR', KEYS[<n>]) <= 0 then
  redis.call('DEL', KEYS[<n>])
end
-- end
return 0
