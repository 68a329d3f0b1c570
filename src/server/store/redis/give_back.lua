-- Takes back one in each window that has not ended since it was taken.
-- KEYS: a counter for each window. ARGV: for each, its end in ms since 1970.
for i, key in ipairs(KEYS) do
  if redis.call('PEXPIRETIME', key) == tonumber(ARGV[i]) and redis.call('DECR', key) <= 0 then
    redis.call('DEL', key)
  end
end
return 0
